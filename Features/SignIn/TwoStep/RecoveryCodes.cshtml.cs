using System.Text;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

public sealed class RecoveryCodesModel(IMediator mediator) : ConfirmedPage(mediator)
{
    public IReadOnlyList<string> Codes { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        (await Mediator.Send(new GetTwoStep(User.UserId()!.Value), cancellationToken)).IsOn ? Page() : this.GoTo("/account/two-step");

    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) =>
        ConfirmedAsync("recovery codes", given => RenewAsync(given, cancellationToken), AgainAsync, cancellationToken);

    public async Task<IActionResult> OnPostDownloadAsync(string[] codes, CancellationToken cancellationToken)
    {
        if (await Mediator.Send(new WriteRecoveryCodes(User.UserId()!.Value, codes), cancellationToken) is not { } text)
        {
            return NotFound();
        }

        Response.Headers.CacheControl = "no-store";
        return File(Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8", "recovery-codes.txt");
    }

    private async Task<IActionResult> RenewAsync(PasswordAnswer.Given password, CancellationToken cancellationToken)
    {
        var change = await Mediator.Send(
            new RenewRecoveryCodes(User.UserId()!.Value, password, HttpContext.Actor()), cancellationToken);
        if (change is TwoStepChange.Refused refused)
        {
            ModelState.AddModelError(refused.Field, refused.Why);
            return await AgainAsync();
        }

        Codes = ((TwoStepChange.Done)change).Codes;
        return Page();
    }
}
