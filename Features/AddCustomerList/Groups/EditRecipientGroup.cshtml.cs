using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Status;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.AddCustomerList.Groups;

[SaveAgain]
public sealed class EditRecipientGroupModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    [BindProperty]
    public string Name { get; set; } = "";

    [BindProperty]
    public string EmailTo { get; set; } = "";

    [BindProperty]
    public int Version { get; set; }

    /// <summary>What somebody else saved meanwhile.</summary>
    public RecipientGroup? Meanwhile { get; private set; }

    public string FormUrl => $"{RecipientGroupsModel.PageUrl}/{Id}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await mediator.Send(new GetRecipientGroup(Id), cancellationToken) is not { } group)
        {
            return NotFound();
        }

        (Name, EmailTo, Version) = (group.Name, group.Joined, group.Version);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        try
        {
            switch (await mediator.Send(new SaveRecipientGroup(Id, Name, EmailTo, Version, HttpContext.Actor()), cancellationToken))
            {
                case RecipientGroupSaved.Done saved:
                    this.Notify($"{saved.Name} is saved.");
                    return this.GoTo(RecipientGroupsModel.PageUrl);
                case RecipientGroupSaved.NameTaken:
                    ModelState.AddModelError(nameof(Name), RecipientGroupSaved.NameTaken.Words);
                    break;
                case RecipientGroupSaved.ChangedMeanwhile changed:
                    ModelState.Remove(nameof(Version));
                    (Meanwhile, Version) = (changed.Now, changed.Now.Version);
                    break;
                default:
                    return NotFound();
            }
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused, "");
        }

        return this.Invalid("_Group", this);
    }

    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        if (await mediator.Send(new DeleteRecipientGroup(Id, HttpContext.Actor()), cancellationToken) is not { } name)
        {
            return NotFound();
        }

        this.Notify($"{name} is deleted. Whoever was copied from it stays on Email to.");
        return this.GoTo(RecipientGroupsModel.PageUrl);
    }
}
