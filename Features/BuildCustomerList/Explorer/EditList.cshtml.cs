using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>What a list is called and where it lies; copied and deleted from the Explorer.</summary>
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

    public async Task<IActionResult> OnPostCopyAsync(CancellationToken cancellationToken)
    {
        if (await Mediator.Send(new CopyCustomerList(Id, HttpContext.Actor()), cancellationToken) is not { } copy)
        {
            return NotFound();
        }

        this.Notify("This is the copy. Give it its own name.");
        return this.GoTo($"/customer-lists/{copy}/details");
    }

    public async Task<IActionResult> OnPostDeleteAsync([FromQuery] long? folder, CancellationToken cancellationToken)
    {
        switch (await Mediator.Send(new DeleteCustomerList(Id, HttpContext.Actor()), cancellationToken))
        {
            case null:
                return NotFound();
            case ListDeleted.Used used:
                this.Notify($"This list cannot be deleted, because schedules use it: {string.Join(", ", used.By)}.", "bad");
                break;
            default:
                this.Notify("The customer list is deleted.");
                break;
        }

        return this.GoTo(folder is null ? "/customer-lists" : $"/customer-lists?folder={folder}");
    }
}
