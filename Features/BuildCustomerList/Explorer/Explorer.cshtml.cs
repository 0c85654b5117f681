using CustomerListSchedules.Features.BuildCustomerList.Folders;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>Customer List Explorer: folders, search, and what can be done with a list.</summary>
[Authorize(Policies.Staff)]
public sealed class ExplorerModel(IMediator mediator, VenueReader venues, IClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public long? Folder { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    public Explored Found { get; private set; } = null!;

    public DateTimeZone Zone { get; private set; } = null!;

    /// <summary>What the person ran here and can still collect, of every list.</summary>
    public IReadOnlyList<ListExport> YourFiles { get; private set; } = [];

    public Instant Now { get; private set; }

    /// <summary>The folder that is open; null at the top.</summary>
    public Folder? Open => Found.Path is [.., var open] ? open : null;

    /// <summary>Whether lists and folders can be added here; at the top everybody may.</summary>
    public bool MayAdd => Open?.MayChange is not false;

    public bool Searching => !string.IsNullOrWhiteSpace(Search);

    public string Here => Folder is null ? "/customer-lists" : $"/customer-lists?folder={Folder}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await mediator.Send(new ExploreLists(Folder, Search, HttpContext.Actor().UserId), cancellationToken) is not { } found)
        {
            return NotFound();
        }

        Found = found;
        (Zone, Now) = ((await venues.ReadAsync(cancellationToken)).Zone, clock.GetCurrentInstant());
        if (Request.IsHtmx())
        {
            return Partial("_Explorer", this);
        }

        YourFiles = await mediator.Send(new ListExports(HttpContext.Actor().UserId!.Value), cancellationToken);
        return Page();
    }
}
