using CustomerListSchedules.Features.Shared;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ReviewAccess;

public sealed class ListModel(IMediator mediator, VenueReader venues) : PageModel
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    public ListAccess Access { get; private set; } = null!;

    public Venue Venue { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await mediator.Send(new GetAccessOfList(Id), cancellationToken) is not { } access)
        {
            return NotFound();
        }

        (Access, Venue) = (access, await venues.ReadAsync(cancellationToken));
        return Page();
    }
}
