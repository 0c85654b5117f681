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

    [BindProperty]
    public string Password { get; set; } = "";

    [BindProperty]
    public List<string> Roles { get; set; } = [];

    [BindProperty]
    public string Version { get; set; } = "";

    /// <summary>The account that is edited; null for a new one.</summary>
    public UserAccountRow? Account { get; protected set; }

    /// <summary>The list that Cancel leads back to.</summary>
    public abstract string ListUrl { get; }

    /// <summary>Whether the form has the Roles section.</summary>
    public virtual bool ChoosesRoles => true;

    public override string PasswordHint => "To change the address or the roles, and to add somebody of staff.";

    /// <summary>Sends the change; its refusals come back beside the fields.</summary>
    /// <param name="change">The change; it says itself whether it takes the password.</param>
    /// <param name="done">What is said when it was made.</param>
    protected async Task<IActionResult> SaveAsync(
        Func<PasswordAnswer, Task<AccountResult?>> change, string done, CancellationToken cancellationToken)
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
