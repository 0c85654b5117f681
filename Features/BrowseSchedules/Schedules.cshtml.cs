using CustomerListSchedules.Features.Shared;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.BrowseSchedules;

public sealed class SchedulesModel(IMediator mediator, VenueReader venues) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Search { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string Sort { get; set; } = "name";

    [BindProperty(SupportsGet = true, Name = "page-number")]
    public int PageNumber { get; set; } = 1;

    public SchedulePage Results { get; private set; } = null!;

    public DateTimeZone Zone { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Sort = Sort == "next" ? "next" : "name";
        Results = await mediator.Send(new ListSchedules(Search, Sort, PageNumber), cancellationToken);
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        return Request.IsHtmx() ? Partial("_Schedules", this) : Page();
    }

    public string LinkTo(string sort, int page) => $"/schedules?search={Uri.EscapeDataString(Search)}&sort={sort}&page-number={page}";
}
