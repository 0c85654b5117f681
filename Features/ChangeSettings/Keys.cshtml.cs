using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ChangeSettings;

public sealed class KeysModel(IMediator mediator, KeyHealth keys) : PageModel
{
    public bool AreLost { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken) => AreLost = await keys.AreLostAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await mediator.Send(new AcceptPresentKeys(HttpContext.Actor()), cancellationToken);
        this.Notify("The new keys are in use.");
        return this.GoTo("/settings/keys");
    }
}
