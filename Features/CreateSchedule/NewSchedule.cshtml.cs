using CustomerListSchedules.Features.Shared;
using MediatR;

namespace CustomerListSchedules.Features.CreateSchedule;

public sealed class NewScheduleModel(IMediator mediator, VenueReader venues) : BasicDetailsPage(mediator, venues);
