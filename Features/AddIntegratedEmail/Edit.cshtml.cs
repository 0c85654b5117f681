using CustomerListSchedules.Features.Shared;
using MediatR;

namespace CustomerListSchedules.Features.AddIntegratedEmail;

/// <summary>An integrated email of a schedule.</summary>
public sealed class EditModel(IMediator mediator, VenueReader venues) : IntegratedEmailModel(mediator, venues);
