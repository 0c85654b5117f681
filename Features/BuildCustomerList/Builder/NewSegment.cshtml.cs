using CustomerListSchedules.Features.Shared;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

public sealed class NewSegmentModel(IMediator mediator, VenueReader venues, IClock clock) : SegmentPage(mediator, venues, clock)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return await ShowAsync(cancellationToken);
    }
}
