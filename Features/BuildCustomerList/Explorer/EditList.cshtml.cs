using CustomerListSchedules.Features.BuildCustomerList.Counting;
using CustomerListSchedules.Features.BuildCustomerList.Folders;
using CustomerListSchedules.Features.BuildCustomerList.Rows;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>What a list is called and where it lies; counted, moved, copied and deleted from the Explorer.</summary>
public sealed class EditListModel(IMediator mediator, VenueReader venues, IClock clock) : ListDetailsPage(mediator)
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
        Closed = !await Mediator.Send(new MayChangeList(Id, HttpContext.Actor().UserId), cancellationToken);
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

    /// <summary>The list's count, found anew where it is old. Whoever leaves the Explorer abandons it.</summary>
    public async Task<IActionResult> OnGetRecountAsync(CancellationToken cancellationToken)
    {
        if (await Mediator.Send(new RefreshCount(Id), cancellationToken) is not { } stored)
        {
            return NotFound();
        }

        var zone = (await venues.ReadAsync(cancellationToken)).Zone;
        Response.Headers.CacheControl = "no-store";
        return new JsonResult(new
        {
            count = stored.Count is { } count ? Plural.Number(count) : "",
            when = stored.CountedAt is { } at ? RelativeTime.Words(at, clock.GetCurrentInstant(), zone) : "",
            exact = stored.CountedAt is { } exact ? WallTime.Words(exact, zone) : "",
        });
    }

    public async Task<IActionResult> OnPostMoveAsync(
        long? to, int version, [FromQuery] long? folder, CancellationToken cancellationToken)
    {
        switch (await Mediator.Send(new MoveCustomerList(Id, to, version, HttpContext.Actor()), cancellationToken))
        {
            case null:
                return NotFound();
            case ListMoved.ChangedMeanwhile:
                this.Notify("Somebody else renamed or moved this list meanwhile. Nothing was changed; look at it again.", "warn");
                break;
            case ListMoved.Closed:
                this.Notify($"{FolderRight.Closed}. The list is where it was.", "warn");
                break;
            case ListMoved.FolderGone:
                this.Notify("This folder was deleted. The list is where it was.", "warn");
                break;
            case ListMoved.Done done:
                this.Notify(done.Folder is null ? $"{done.Name} is in no folder now." : $"{done.Name} is in the folder {done.Folder} now.");
                break;
        }

        return this.GoTo(Explorer(folder));
    }

    public async Task<IActionResult> OnPostCopyAsync(CancellationToken cancellationToken)
    {
        if (await Mediator.Send(new CopyCustomerList(Id, HttpContext.Actor()), cancellationToken) is not ListCopied.Done copy)
        {
            return NotFound();
        }

        this.Notify("This is the copy. Give it its own name.");
        return this.GoTo($"/customer-lists/{copy.Id}/details");
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
            case ListDeleted.Closed:
                this.Notify($"{FolderRight.Closed}. The list is not deleted.", "warn");
                break;
            default:
                this.Notify("The customer list is deleted.");
                break;
        }

        return this.GoTo(Explorer(folder));
    }

    private static string Explorer(long? folder) => folder is null ? "/customer-lists" : $"/customer-lists?folder={folder}";
}
