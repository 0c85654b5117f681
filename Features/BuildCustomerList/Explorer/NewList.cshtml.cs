using CustomerListSchedules.Features.BuildCustomerList.Templates;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

public sealed class NewListModel(IMediator mediator) : ListDetailsPage(mediator)
{
    /// <summary>A key of <see cref="ListTemplates"/>.</summary>
    [BindProperty]
    public string Template { get; set; } = ListTemplates.Empty.Key;

    public override string FormUrl => "/customer-lists/new";

    public override string BackUrl => Details.FolderId is { } folder ? $"/customer-lists?folder={folder}" : "/customer-lists";

    public async Task OnGetAsync(long? folder, CancellationToken cancellationToken)
    {
        Details.FolderId = folder;
        await ShowAsync(cancellationToken);
    }

    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var template = ListTemplates.Find(Template) ?? ListTemplates.Empty;
        return SaveAsync(
            "_ListDetails", nameof(Details),
            async () => new DetailsSaved.Done(await Mediator.Send(
                new AddCustomerListToExplorer(Details, template, HttpContext.Actor()), cancellationToken)),
            id =>
            {
                if (template.Words.Length > 0)
                {
                    this.Notify(template.Words);
                }

                return $"/customer-lists/{id}{(template.Completed is { } place ? $"?edit={place}" : "")}";
            },
            cancellationToken);
    }
}
