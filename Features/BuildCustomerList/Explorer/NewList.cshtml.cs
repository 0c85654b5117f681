using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

public sealed class NewListModel(IMediator mediator) : ListDetailsPage(mediator)
{
    public override string FormUrl => "/customer-lists/new";

    public override string BackUrl => Details.FolderId is { } folder ? $"/customer-lists?folder={folder}" : "/customer-lists";

    public async Task OnGetAsync(long? folder, CancellationToken cancellationToken)
    {
        Details.FolderId = folder;
        await ShowAsync(cancellationToken);
    }

    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => SaveAsync(
        "_ListDetails", nameof(Details),
        async () => new DetailsSaved.Done(await Mediator.Send(
            new AddCustomerListToExplorer(Details, HttpContext.Actor()), cancellationToken)),
        id => $"/customer-lists/{id}",
        cancellationToken);
}
