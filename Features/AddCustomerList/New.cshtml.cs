using CustomerListSchedules.Features.Shared;
using MediatR;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>A Customer List that is being added to a schedule.</summary>
public sealed class NewModel(IMediator mediator, VenueReader venues) : EntryModel(mediator, venues);
