using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.BuildCustomerList.Folders;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Status;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>What the forms of lists and folders share: the folders to choose from, and messages beside the fields.</summary>
[SaveAgain]
public abstract class DetailsPage(IMediator mediator) : PageModel
{
    public IReadOnlyList<SelectListItem> Folders { get; private set; } = [];

    /// <summary>What somebody else saved meanwhile.</summary>
    public DetailsNow? Meanwhile { get; private set; }

    /// <summary>Whether what the form is of may be changed by administrators alone, and who looks at it is none.</summary>
    public bool Closed { get; protected set; }

    /// <summary>Whether what was typed could not be saved for that reason.</summary>
    public bool NotSaved { get; private set; }

    /// <summary>The folder that the form names.</summary>
    protected abstract long? ChosenFolder { get; }

    /// <summary>Where the form's version is bound.</summary>
    protected abstract int FormVersion { get; set; }

    protected IMediator Mediator => mediator;

    protected async Task ShowAsync(CancellationToken cancellationToken) =>
        Folders =
        [
            new SelectListItem("(no folder)", ""),
            .. (await mediator.Send(new ListFolders(HttpContext.Actor().UserId), cancellationToken))
                .Where(folder => folder.MayChange || folder.Id == ChosenFolder)
                .Select(folder => new SelectListItem(folder.Path, $"{folder.Id}")),
        ];

    /// <param name="form">The partial that shows the form again.</param>
    /// <param name="prefix">Of the form's fields.</param>
    /// <param name="done">Where to go when it is saved.</param>
    protected async Task<IActionResult> SaveAsync(
        string form, string prefix, Func<Task<DetailsSaved?>> save, Func<long, string> done, CancellationToken cancellationToken)
    {
        try
        {
            switch (await save())
            {
                case DetailsSaved.Done saved:
                    return this.GoTo(done(saved.Id));
                case DetailsSaved.Closed:
                    (Closed, NotSaved) = (true, true);
                    break;
                case DetailsSaved.ChangedMeanwhile newer:
                    ModelState.Remove($"{prefix}.Version");
                    (Meanwhile, FormVersion) = (newer.Now, newer.Now.Version);
                    break;
                default:
                    return NotFound();
            }
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused, prefix);
        }

        await ShowAsync(cancellationToken);
        return this.Invalid(form, this);
    }
}
