using CustomerListSchedules.Features.BuildCustomerList.Explorer;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.BuildCustomerList.Folders;

/// <summary>A folder's name and place, of a new folder and of one that is there.</summary>
public abstract class FolderPage(IMediator mediator) : DetailsPage(mediator)
{
    [BindProperty]
    public FolderDetails Details { get; set; } = new();

    public virtual long? FolderId => null;

    protected override int FormVersion
    {
        get => Details.Version;
        set => Details.Version = value;
    }

    protected override long? ChosenFolder => Details.ParentId;

    public string FormUrl => FolderId is { } id ? $"/customer-lists/folders/{id}" : "/customer-lists/folders/new";

    public string BackUrl => (FolderId ?? Details.ParentId) is { } folder ? $"/customer-lists?folder={folder}" : "/customer-lists";

    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => SaveAsync(
        "_Folder", nameof(Details),
        () => Mediator.Send(new SaveFolder(FolderId, Details, HttpContext.Actor()), cancellationToken),
        id =>
        {
            this.Notify("The folder is saved.");
            return $"/customer-lists?folder={id}";
        },
        cancellationToken);
}
