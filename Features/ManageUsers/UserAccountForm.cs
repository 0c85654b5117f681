using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.SignIn;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.ManageUsers;

/// <summary>What the pages that add and edit an account share: their fields and how a refusal comes back.</summary>
public abstract class UserAccountForm(IMediator mediator) : ConfirmedPage(mediator)
{
    [BindProperty]
    public string Name { get; set; } = "";

    [BindProperty]
    public string Email { get; set; } = "";

    /// <summary>Of a partner: whose account it is.</summary>
    [BindProperty]
    public string Company { get; set; } = "";

    [BindProperty]
    public string Password { get; set; } = "";

    [BindProperty]
    public List<string> Roles { get; set; } = [];

    /// <summary>Whether a new address takes the old one's place in Email to.</summary>
    [BindProperty]
    public bool Replaces { get; set; }

    /// <summary>The scheduled lists that the form showed as naming the address.</summary>
    [BindProperty]
    public string Seen { get; set; } = "";

    [BindProperty]
    public string Version { get; set; } = "";

    /// <summary>The account that is edited; null for a new one.</summary>
    public UserAccountRow? Account { get; protected set; }

    /// <summary>The list that Cancel leads back to.</summary>
    public abstract string ListUrl { get; }

    /// <summary>Whether the form has the Roles section.</summary>
    public virtual bool ChoosesRoles => true;

    /// <summary>Whether it can make a change that takes the password of whoever acts.</summary>
    public virtual bool MayAskPassword => ChoosesRoles;

    /// <summary>The companies that partners are of, to choose from; null where the account is none of a partner.</summary>
    public IReadOnlyList<string>? Companies { get; protected set; }

    /// <summary>Where Email to names the account's address; a new address can take its place there.</summary>
    public virtual ReplaceableEntries? InLists => null;

    public override string PasswordHint => "To change the address or the roles, and to add somebody of staff.";

    /// <summary>Sends the change; its refusals come back beside the fields.</summary>
    /// <param name="change">The change; it says itself whether it takes the password.</param>
    /// <param name="done">What is said when it was made.</param>
    /// <param name="cancellationToken">Ends waiting for it.</param>
    /// <param name="then">What follows from it; it may say something else.</param>
    protected async Task<IActionResult> SaveAsync(
        Func<PasswordAnswer, Task<AccountResult?>> change, string done, CancellationToken cancellationToken,
        Func<Task>? then = null)
    {
        var password = await AskPasswordAsync("an account's address or roles", cancellationToken);
        if (password is PasswordAnswer.SessionEnded)
        {
            return await LeaveAsync();
        }

        if (password is PasswordAnswer.Wrong or PasswordAnswer.Busy)
        {
            return this.Invalid("_UserAccountForm", this);
        }

        try
        {
            switch (await change(password))
            {
                case AccountResult.Refused { Field: nameof(Present) } refused:
                    RefusePassword(refused.Why);
                    break;
                case null:
                    return NotFound();
                case AccountResult.Refused refused:
                    ModelState.AddModelError(refused.Field, refused.Why);
                    break;
                default:
                    this.Notify(done);
                    await (then?.Invoke() ?? Task.CompletedTask);
                    return this.GoTo(ListUrl);
            }
        }
        catch (ValidationException invalid)
        {
            this.AddErrors(invalid);
        }

        return this.Invalid("_UserAccountForm", this);
    }
}
