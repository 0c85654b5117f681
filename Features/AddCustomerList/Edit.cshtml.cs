using MediatR;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>A Customer List of a schedule.</summary>
public sealed class EditModel(IMediator mediator) : EntryModel(mediator);
