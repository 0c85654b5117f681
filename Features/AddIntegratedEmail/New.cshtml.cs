using CustomerListSchedules.Features.Shared;
using MediatR;

namespace CustomerListSchedules.Features.AddIntegratedEmail;

/// <summary>An integrated email that is being added to a schedule.</summary>
public sealed class NewModel(IMediator mediator, VenueReader venues) : IntegratedEmailModel(mediator, venues);
