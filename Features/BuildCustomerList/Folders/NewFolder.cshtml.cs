using MediatR;

namespace CustomerListSchedules.Features.BuildCustomerList.Folders;

public sealed class NewFolderModel(IMediator mediator) : FolderPage(mediator)
{
    public async Task OnGetAsync(long? folder, CancellationToken cancellationToken)
    {
        Details.ParentId = folder;
        await ShowAsync(cancellationToken);
    }
}
