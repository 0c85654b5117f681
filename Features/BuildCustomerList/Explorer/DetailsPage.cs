using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace CustomerListSchedules.Features.BuildCustomerList;

/// <summary>What the forms of lists and folders share: the folders to choose from, and messages beside the fields.</summary>
public abstract class DetailsPage(IMediator mediator) : PageModel
{
    public IReadOnlyList<SelectListItem> Folders { get; private set; } = [];

    protected IMediator Mediator => mediator;

    protected async Task ShowAsync(CancellationToken cancellationToken) =>
        Folders =
        [
            new SelectListItem("(no folder)", ""),
            .. (await mediator.Send(new GetFolders(), cancellationToken)).Select(folder => new SelectListItem(folder.Path, $"{folder.Id}")),
        ];

    /// <summary>Where to go on success; null answers 404.</summary>
    protected async Task<IActionResult> SaveAsync(string form, string prefix, Func<Task<string?>> save, CancellationToken cancellationToken)
    {
        try
        {
            return await save() is { } url ? this.GoTo(url) : NotFound();
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused, prefix);
            await ShowAsync(cancellationToken);
            return this.Invalid(form, this);
        }
    }
}
