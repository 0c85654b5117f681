using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

public sealed class TurnOffModel(IMediator mediator, Sessions sessions) : ConfirmedPage(mediator)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await Mediator.Send(new GetTwoStep(User.UserId()!.Value), cancellationToken) is { IsOn: true, Required: false }
            ? Page()
            : this.GoTo("/account/two-step");

    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) =>
        ConfirmedAsync("turning two-step sign-in off", given => TurnOffAsync(given, cancellationToken), AgainAsync, cancellationToken);

    private async Task<IActionResult> TurnOffAsync(PasswordAnswer.Given password, CancellationToken cancellationToken)
    {
        var change = await Mediator.Send(
            new TurnOffTwoStep(User.UserId()!.Value, password, HttpContext.Actor()), cancellationToken);
        if (change is TwoStepChange.Refused refused)
        {
            ModelState.AddModelError(refused.Field, refused.Why);
            return await AgainAsync();
        }

        await sessions.RenewAsync(HttpContext, cancellationToken);
        this.Notify("Two-step sign-in is off. Your other sessions have ended.");
        return this.GoTo("/account");
    }
}
