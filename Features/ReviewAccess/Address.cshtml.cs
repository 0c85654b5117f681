using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ReviewAccess;

public sealed class AddressModel(IMediator mediator) : PageModel
{
    public AddressAccess Access { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync([Sealed] string? address, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(address))
        {
            return NotFound();
        }

        Access = await mediator.Send(new GetAccessOfAddress(address.Trim()), cancellationToken);
        return Access is { Rows.Count: 0, OtherCapitals.Count: 0, AccountId: null } ? NotFound() : Page();
    }
}
