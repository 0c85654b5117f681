using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.ManageUsers;

/// <summary>What the pages that add and edit an account share: their fields and how a refusal comes back.</summary>
public abstract class UserAccountForm : PageModel
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

    /// <summary>Sends the change; its refusals come back beside the fields.</summary>
    protected async Task<IActionResult> SaveAsync(Func<Task<AccountResult?>> change, string done)
    {
        try
        {
            switch (await change())
            {
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
