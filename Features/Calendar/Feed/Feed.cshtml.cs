using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.Calendar.Feed;

/// <summary>One's own calendar address: made, shown once, revoked.</summary>
public sealed class FeedModel(IMediator mediator, VenueReader venues, BaseAddress address) : PageModel
{
    public OwnFeed? Feed { get; private set; }

    public DateTimeZone Zone { get; private set; } = null!;

    /// <summary>The address, on the page that made it alone.</summary>
    public string? Address { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(bool mine, CancellationToken cancellationToken)
    {
        Address = address.Link($"/calendar/feed/{await mediator.Send(new MakeFeed(mine, HttpContext.Actor()), cancellationToken)}.ics");
        await LoadAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostEndAsync(CancellationToken cancellationToken)
    {
        this.Notify(await mediator.Send(new EndFeed(HttpContext.Actor()), cancellationToken)
            ? "The address is revoked. Calendars that subscribe to it show nothing new."
            : "There was no address.");
        return this.GoTo("/calendar/feed");
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Feed = await mediator.Send(new GetFeed(HttpContext.Actor().UserId!.Value), cancellationToken);
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
    }
}
