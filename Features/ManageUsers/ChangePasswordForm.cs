using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.SignIn;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.ManageUsers;

/// <summary>Change Password beside a name, for either list of accounts.</summary>
public abstract class ChangePasswordForm(IMediator mediator) : ConfirmedPage(mediator)
{
    private const string OwnUrl = "/account/change-password";

    [BindProperty(SupportsGet = true), FromRoute]
    public Guid Id { get; set; }

    [BindProperty]
    public string Password { get; set; } = "";

    public UserAccountRow Account { get; private set; } = null!;

    public override string PasswordHint => "To give somebody else a password.";

    public abstract string ListUrl { get; }

    protected abstract AccountScope Scope { get; }

    /// <summary>One's own password is changed where the present one is asked for.</summary>
    private bool IsOwn => Id == User.UserId();

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        IsOwn ? this.GoTo(OwnUrl) : await LoadAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (IsOwn)
        {
            return this.GoTo(OwnUrl);
        }

        return await LoadAsync(cancellationToken)
            ? await ConfirmedAsync("another's password", given => SetAsync(given, cancellationToken), RefusedAsync, cancellationToken)
            : NotFound();
    }

    private Task<IActionResult> RefusedAsync() => Task.FromResult(this.Invalid("_ChangePasswordForm", this));

    private async Task<IActionResult> SetAsync(PasswordAnswer.Given password, CancellationToken cancellationToken)
    {
        try
        {
            switch (await Mediator.Send(new SetPassword(Scope, Id, Password, password, HttpContext.Actor()), cancellationToken))
            {
                case null:
                    return NotFound();
                case AccountResult.Refused refused:
                    ModelState.AddModelError(nameof(Password), refused.Why);
                    break;
                default:
                    this.Notify(
                        $"The password of {Account.Name} is changed, and their sessions have ended. Tell them the new one in person.");
                    return this.GoTo(ListUrl);
            }
        }
        catch (ValidationException invalid)
        {
            this.AddErrors(invalid);
        }

        return await RefusedAsync();
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        var account = await Mediator.Send(new GetUserAccount(Scope, Id), cancellationToken);
        Account = account!;
        return account is not null;
    }
}
