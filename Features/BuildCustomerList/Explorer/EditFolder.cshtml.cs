using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

public sealed class EditFolderModel(IMediator mediator) : FolderPage(mediator)
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    public override long? FolderId => Id;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if ((await Mediator.Send(new ListFolders(), cancellationToken)).FirstOrDefault(folder => folder.Id == Id) is not { } found)
        {
            return NotFound();
        }

        Details = new FolderDetails { Name = found.Name, ParentId = found.ParentId, Version = found.Version };
        await ShowAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        if (await Mediator.Send(new DeleteFolder(Id, HttpContext.Actor()), cancellationToken))
        {
            this.Notify("The folder is deleted.");
            return this.GoTo("/customer-lists");
        }

        this.Notify("This folder is not empty. Move or delete what it holds first.", "bad");
        return this.GoTo($"/customer-lists/folders/{Id}");
    }
}
