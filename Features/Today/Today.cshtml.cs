using CustomerListSchedules.Features.BrowseSchedules.Coming;
using CustomerListSchedules.Features.ImportData.Freshness;
using CustomerListSchedules.Features.ReviewRuns;
using CustomerListSchedules.Features.ReviewRuns.ByDay;
using CustomerListSchedules.Features.ReviewRuns.Sentences;
using CustomerListSchedules.Features.Shared;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.Today;

/// <summary>What staff look at first. Partners go to their reports, and whoever has no role is told so.</summary>
public sealed class TodayModel(IMediator mediator, VenueReader venues, IClock clock) : PageModel
{
    private const int Days = 30;

    /// <summary>So many of today's runs are listed.</summary>
    public const int RanShown = 12;

    public Venue Venue { get; private set; } = null!;

    public bool IsStaff => User.IsInRole(Roles.Administrator) || User.IsInRole(Roles.InsightsAndMailings);

    public Instant Now { get; private set; }

    public LocalDate Today { get; private set; }

    public FirstSteps FirstSteps { get; private set; } = null!;

    public DataAge DataAge { get; private set; } = null!;

    public IReadOnlyList<AttentionLine> Attention { get; private set; } = [];

    /// <summary>Today's runs, newest first.</summary>
    public IReadOnlyList<PastRun> Ran { get; private set; } = [];

    /// <summary>Who cannot collect, in words, by run.</summary>
    public IReadOnlyDictionary<long, string> Cannot { get; private set; } = new Dictionary<long, string>();

    /// <summary>What comes in the next seven days, today's first.</summary>
    public IReadOnlyList<ComingRun> Coming { get; private set; } = [];

    public UncollectedFiles Uncollected { get; private set; } = new([], 0);

    public IReadOnlyList<DeliveriesOfDay> LastDays { get; private set; } = [];

    public DayLine Line { get; private set; } = null!;

    /// <summary>How many runs are to come on each of the next seven days.</summary>
    public IReadOnlyList<(LocalDate Day, int Runs)> Week
    {
        get
        {
            // They are in their order: each day's are counted up to its end, without reckoning thousands of them into dates.
            var counted = 0;
            return [.. Enumerable.Range(0, 7).Select(Today.PlusDays).Select(day =>
            {
                var (before, end) = (counted, Venue.Zone.AtStartOfDay(day.PlusDays(1)).ToInstant());
                while (counted < Coming.Count && Coming[counted].At < end)
                {
                    counted++;
                }

                return (day, counted - before);
            })];
        }
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!IsStaff && User.IsInRole(Roles.CollectReport))
        {
            return Redirect("/partner-companies");
        }

        Venue = await venues.ReadAsync(cancellationToken);
        if (!IsStaff)
        {
            return Page();
        }

        Now = clock.GetCurrentInstant();
        Today = Now.InZone(Venue.Zone).Date;
        var (start, end) = (Venue.Zone.AtStartOfDay(Today).ToInstant(), Venue.Zone.AtStartOfDay(Today.PlusDays(1)).ToInstant());
        FirstSteps = await mediator.Send(new GetFirstSteps(), cancellationToken);
        Attention = await mediator.Send(new GetAttention(User.IsInRole(Roles.Administrator)), cancellationToken);
        Ran = await mediator.Send(new ListRunsBetween(start, end, RanShown), cancellationToken);
        Cannot = await mediator.Send(new ListCannotCollect([.. Ran.Take(RanShown).Select(run => run.Id)]), cancellationToken);
        Coming = await mediator.Send(new ListComing(Venue.Zone.AtStartOfDay(Today.PlusDays(7)).ToInstant()), cancellationToken);
        Line = DayLine.Of(Venue.Zone, Today, Now, Ran, Coming);
        Uncollected = await mediator.Send(new ListUncollected(), cancellationToken);
        LastDays = await mediator.Send(new CountDeliveriesByDay(Today.PlusDays(1 - Days), Today, Venue.Zone), cancellationToken);
        DataAge = await mediator.Send(new GetDataAge(), cancellationToken);
        return Page();
    }
}
