using CustomerListSchedules.Features.GatherEvidence;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ReviewAccess;

public sealed class AddressModel(IMediator mediator) : PageModel
{
    public AddressAccess Access { get; private set; } = null!;

    /// <summary>Whether anything was sent to it before, of which there is evidence.</summary>
    public bool WasAddressed { get; private set; }

    public async Task<IActionResult> OnGetAsync([Sealed] string? address, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(address))
        {
            return NotFound();
        }

        Access = await mediator.Send(new GetAccessOfAddress(address.Trim()), cancellationToken);
        WasAddressed = await mediator.Send(new WasAddressed(Access.Address), cancellationToken);
        return !WasAddressed && Access is { Rows.Count: 0, OtherCapitals.Count: 0, AccountId: null } ? NotFound() : Page();
    }
}
