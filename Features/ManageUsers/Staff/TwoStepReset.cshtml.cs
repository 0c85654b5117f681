using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.SignIn;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.ManageUsers.Staff;

public sealed class TwoStepResetModel(IMediator mediator) : ConfirmedPage(mediator)
{
    [BindProperty(SupportsGet = true), FromRoute]
    public Guid Id { get; set; }

    public UserAccountRow Account { get; private set; } = null!;

    public string AccountUrl => $"/settings/user-accounts/{Id}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        !await LoadAsync(cancellationToken) ? NotFound()
        : Account.TwoStepSince is null ? this.GoTo(AccountUrl)
        : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken)
            ? await ConfirmedAsync(
                "resetting a two-step sign-in", given => ResetAsync(given, cancellationToken), AgainAsync, cancellationToken)
            : NotFound();

    private async Task<IActionResult> ResetAsync(PasswordAnswer.Given password, CancellationToken cancellationToken)
    {
        var refused = await Mediator.Send(new ResetTwoStep(Id, password, HttpContext.Actor()), cancellationToken) as AccountResult.Refused;
        this.Notify(
            refused?.Why ?? "The two-step sign-in is reset, and the sessions have ended.", refused is null ? "good" : "bad");
        return this.GoTo(AccountUrl);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        var account = await Mediator.Send(new GetUserAccount(AccountScope.Everyone, Id), cancellationToken);
        Account = account!;
        return account is not null;
    }
}
