using System.Text;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

public sealed class RecoveryCodesModel(IMediator mediator) : PageModel
{
    [BindProperty]
    public string Present { get; set; } = "";

    public IReadOnlyList<string> Codes { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        (await mediator.Send(new GetTwoStep(User.UserId()!.Value), cancellationToken)).IsOn ? Page() : this.GoTo("/account/two-step");

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var change = await mediator.Send(new RenewRecoveryCodes(User.UserId()!.Value, Present, HttpContext.Actor()), cancellationToken);
        if (change is TwoStepChange.Done done)
        {
            Codes = done.Codes;
        }
        else if (change is TwoStepChange.Refused refused)
        {
            ModelState.AddModelError(refused.Field, refused.Why);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        return Page();
    }

    public async Task<IActionResult> OnPostDownloadAsync(string[] codes, CancellationToken cancellationToken)
    {
        if (await mediator.Send(new WriteRecoveryCodes(User.UserId()!.Value, codes), cancellationToken) is not { } text)
        {
            return NotFound();
        }

        Response.Headers.CacheControl = "no-store";
        return File(Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8", "recovery-codes.txt");
    }
}
