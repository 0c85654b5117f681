using CustomerListSchedules.Features.ReviewRuns.Sentences;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.BrowseSchedules;

public sealed class SchedulesModel(IMediator mediator, VenueReader venues, SealedText texts) : PageModel
{
    [BindProperty(SupportsGet = true), Sealed]
    public string Search { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string Sort { get; set; } = "attention";

    /// <summary>Which alone are shown.</summary>
    [BindProperty(SupportsGet = true)]
    public string Show { get; set; } = "all";

    [BindProperty(SupportsGet = true, Name = "page-number")]
    public int PageNumber { get; set; } = 1;

    public SchedulePage Results { get; private set; } = null!;

    /// <summary>Who cannot collect the last run's files, in words, by run.</summary>
    public IReadOnlyDictionary<long, string> Cannot { get; private set; } = new Dictionary<long, string>();

    public DateTimeZone Zone { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Tidy();
        Results = await mediator.Send(new ListSchedules(Search, Show, Sort, PageNumber, User.UserId()), cancellationToken);
        Cannot = await mediator.Send(
            new ListCannotCollect([.. Results.Schedules.Select(schedule => schedule.RunId).OfType<long>()]), cancellationToken);
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        return Request.IsHtmx() ? Partial("_Schedules", this) : Page();
    }

    /// <summary>Looks for something: a form that is sent, so that no address holds what was typed.</summary>
    public async Task<IActionResult> OnPostSearchAsync(CancellationToken cancellationToken)
    {
        Tidy();
        if (!Request.IsHtmx())
        {
            return this.GoTo(LinkTo(Sort, 1));
        }

        Response.Htmx(headers => headers.PushUrl(LinkTo(Sort, 1)));
        return await OnGetAsync(cancellationToken);
    }

    /// <summary>This page of the list, to come back to.</summary>
    public string Here => LinkTo(Sort, Results.Page);

    public string LinkTo(string sort, int page) => $"/schedules?search={texts.Seal(Search)}&show={Show}&sort={sort}&page-number={page}";

    // What was not offered is as if nothing was chosen; it goes into addresses.
    private void Tidy()
    {
        Sort = ListSchedules.Sorts.Contains(Sort) ? Sort : "attention";
        Show = ListSchedules.Shows.Any(show => show.Key == Show) ? Show : "all";
    }

    public string ShowUrl(string show) => $"/schedules?search={texts.Seal(Search)}&show={show}&sort={Sort}";
}
