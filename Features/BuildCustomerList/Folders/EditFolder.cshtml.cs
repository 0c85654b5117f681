using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.BuildCustomerList.Folders;

public sealed class EditFolderModel(IMediator mediator) : FolderPage(mediator)
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    public override long? FolderId => Id;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var folders = await Mediator.Send(new ListFolders(HttpContext.Actor().UserId), cancellationToken);
        if (folders.FirstOrDefault(folder => folder.Id == Id) is not { } found)
        {
            return NotFound();
        }

        Details = new FolderDetails { Name = found.Name, ParentId = found.ParentId, Right = found.Right, Version = found.Version };
        Closed = !found.MayBeChanged;
        await ShowAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        switch (await Mediator.Send(new DeleteFolder(Id, HttpContext.Actor()), cancellationToken))
        {
            case null:
                return NotFound();
            case FolderDeleted.NotEmpty:
                this.Notify("This folder is not empty. Move or delete what it holds first.", "bad");
                return this.GoTo($"/customer-lists/folders/{Id}");
            case FolderDeleted.Closed:
                this.Notify($"{FolderRight.Closed}. It is not deleted.", "warn");
                return this.GoTo($"/customer-lists/folders/{Id}");
            default:
                this.Notify("The folder is deleted.");
                return this.GoTo("/customer-lists");
        }
    }
}
