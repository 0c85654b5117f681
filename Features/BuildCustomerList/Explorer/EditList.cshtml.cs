using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

public sealed class EditListModel(IMediator mediator) : ListDetailsPage(mediator)
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    public override string FormUrl => $"/customer-lists/{Id}/details";

    public override string BackUrl => $"/customer-lists/{Id}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await Mediator.Send(new GetCustomerList(Id), cancellationToken) is not { } list)
        {
            return NotFound();
        }

        Details = new ListDetails
        {
            Name = list.Name,
            Description = list.Description,
            FolderId = list.FolderId,
            Version = list.DetailsVersion,
        };
        await ShowAsync(cancellationToken);
        return Page();
    }

    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => SaveAsync(
        "_ListDetails", nameof(Details),
        () => Mediator.Send(new ChangeListDetails(Id, Details, HttpContext.Actor()), cancellationToken),
        _ =>
        {
            this.Notify("The customer list is saved.");
            return BackUrl;
        },
        cancellationToken);
}
