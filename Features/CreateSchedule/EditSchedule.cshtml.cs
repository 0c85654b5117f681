using CustomerListSchedules.Features.Shared;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.CreateSchedule;

public sealed class EditScheduleModel(IMediator mediator, VenueReader venues) : BasicDetailsPage(mediator, venues)
{
    [FromRoute]
    public long Id { get; set; }

    public override long? ScheduleId => Id;
}
