using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.BrowseSchedules.Deleted;

public sealed class DeletedSchedulesModel(IMediator mediator, VenueReader venues) : PageModel
{
    /// <summary>The one to bring back; the list itself has none.</summary>
    [BindProperty(SupportsGet = true), FromRoute]
    public long? Id { get; set; }

    [BindProperty(SupportsGet = true, Name = "page-number")]
    public int PageNumber { get; set; } = 1;

    public DeletedPage Results { get; private set; } = null!;

    public DateTimeZone Zone { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (Id is not null)
        {
            return NotFound();
        }

        Results = await mediator.Send(new ListDeletedSchedules(PageNumber), cancellationToken);
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        return Page();
    }

    public async Task<IActionResult> OnPostBringBackAsync(CancellationToken cancellationToken)
    {
        switch (await mediator.Send(new BringBackSchedule(Id ?? 0, HttpContext.Actor()), cancellationToken))
        {
            case BringBackResult.Done done:
                this.Notify(
                    $"{done.Name} is back, and paused: nobody gets or sees anything of it until it is resumed. {done.LeftOut}".Trim());
                return this.GoTo($"/schedules/{Id}");
            case BringBackResult.Refused refused:
                this.Notify(refused.Why, "warn");
                return this.GoTo("/schedules/deleted");
            default:
                return NotFound();
        }
    }
}
