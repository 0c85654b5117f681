using System.Globalization;
using CustomerListSchedules.Features.BrowseSchedules.Coming;
using CustomerListSchedules.Features.ReviewRuns;
using CustomerListSchedules.Features.ReviewRuns.ByDay;
using CustomerListSchedules.Features.ReviewRuns.Sentences;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Features.Calendar;

/// <summary>A month or a week of all schedules: what ran, by how it ended, and what is to come.</summary>
public sealed class CalendarModel(IMediator mediator, VenueReader venues, IClock clock) : PageModel
{
    private static readonly LocalDatePattern Months = LocalDatePattern.CreateWithInvariantCulture("uuuu-MM");

    /// <summary>Any day of the week that is shown, "2026-12-01".</summary>
    [BindProperty(SupportsGet = true)]
    public string? Week { get; set; }

    /// <summary>The month that is shown, "2026-12".</summary>
    [BindProperty(SupportsGet = true)]
    public string? Month { get; set; }

    /// <summary>Only schedules of one's own.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Mine { get; set; }

    public DateTimeZone Zone { get; private set; } = null!;

    public LocalDate Today { get; private set; }

    /// <summary>The first day of the month or the week.</summary>
    public LocalDate First { get; private set; }

    public bool IsWeek { get; private set; }

    public IReadOnlyList<CalendarDay> Days { get; private set; } = [];

    /// <summary>Who cannot collect, in words, by run; where a week is shown.</summary>
    public IReadOnlyDictionary<long, string> Cannot { get; private set; } = new Dictionary<long, string>();

    /// <summary>How many runs are to come in each hour of the day, over all days shown.</summary>
    public IReadOnlyList<int> Hours { get; private set; } = [];

    public string Title => IsWeek
        ? $"{Words(First, "d MMMM")} to {Words(First.PlusDays(6), "d MMMM uuuu")}"
        : Words(First, "MMMM uuuu");

    public string Earlier => IsWeek ? WeekUrl(First.PlusWeeks(-1)) : MonthUrl(First.PlusMonths(-1));

    public string Later => IsWeek ? WeekUrl(First.PlusWeeks(1)) : MonthUrl(First.PlusMonths(1));

    public static string Words(LocalDate day, string pattern) => day.ToString(pattern, CultureInfo.GetCultureInfo("en-GB"));

    public string WeekUrl(LocalDate day) => WeekUrl(day, Mine);

    public string MonthUrl(LocalDate day) => MonthUrl(day, Mine);

    /// <summary>The same days, of everybody's schedules or of one's own.</summary>
    public string WhoseUrl(bool mine) => IsWeek ? WeekUrl(First, mine) : MonthUrl(First, mine);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        Today = clock.GetCurrentInstant().InZone(Zone).Date;
        var owner = Mine ? HttpContext.Actor().UserId : null;
        IsWeek = Week is not null;
        First = IsWeek ? Monday(Read(LocalDatePattern.Iso, Week)) : StartOfMonth(Read(Months, Month));
        var (from, last) = IsWeek
            ? (First, First.PlusDays(6))
            : (Monday(First), Monday(First.PlusMonths(1).PlusDays(-1)).PlusDays(6));
        var until = Zone.AtStartOfDay(last.PlusDays(1)).ToInstant();
        var start = Zone.AtStartOfDay(from).ToInstant();
        var coming = last < Today ? [] : (await mediator.Send(new ListComing(until, owner, start), cancellationToken))
            .Select(run => (Run: run, Local: run.At.InZone(Zone).LocalDateTime)).ToList();
        var byDay = coming.ToLookup(run => run.Local.Date, run => run.Run);
        var counts = await mediator.Send(new CountRunsByDay(from, last, Zone, owner), cancellationToken);
        IReadOnlyList<PastRun> runs = IsWeek
            ? await mediator.Send(new ListRunsBetween(start, until, Detailed: 0, owner), cancellationToken)
            : [];
        var ran = runs.ToLookup(run => run.AsOf.InZone(Zone).Date);
        Cannot = await mediator.Send(new ListCannotCollect([.. runs.Select(run => run.Id)]), cancellationToken);
        var some = (IsWeek ? [] : await mediator.Send(new ListRunsSomeCannotCollect(start, until, owner), cancellationToken))
            .CountBy(at => at.InZone(Zone).Date).ToDictionary();
        Days = [.. counts.Select(day => new CalendarDay(
            day, some.GetValueOrDefault(day.Day), IsWeek || day.Day.Month == First.Month, [.. ran[day.Day].Reverse()],
            [.. byDay[day.Day]]))];
        var hours = coming.CountBy(run => run.Local.Hour).ToDictionary();
        Hours = [.. Enumerable.Range(0, 24).Select(hour => hours.GetValueOrDefault(hour))];
    }

    private static string WeekUrl(LocalDate day, bool mine) =>
        $"/calendar?week={LocalDatePattern.Iso.Format(day)}{(mine ? "&mine=true" : "")}";

    private static string MonthUrl(LocalDate day, bool mine) => $"/calendar?month={Months.Format(day)}{(mine ? "&mine=true" : "")}";

    // What somebody typed into the address shows today.
    private LocalDate Read(LocalDatePattern pattern, string? text) =>
        pattern.Parse(text ?? "") is { Success: true, Value: { Year: >= 1900 and <= 2199 } day } ? day : Today;

    private static LocalDate StartOfMonth(LocalDate day) => day.With(DateAdjusters.StartOfMonth);

    private static LocalDate Monday(LocalDate day) => day.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday));
}

/// <param name="Counts">How many ran, well or not.</param>
/// <param name="Some">How many of those that ran well cannot be collected by everybody, where a month is shown.</param>
/// <param name="Inside">Whether it is of the month that is shown.</param>
/// <param name="Ran">What ran, where a week is shown.</param>
/// <param name="Coming">What is to come.</param>
public sealed record CalendarDay(
    RunsOfDay Counts, int Some, bool Inside, IReadOnlyList<PastRun> Ran, IReadOnlyList<ComingRun> Coming)
{
    public LocalDate Day => Counts.Day;

    public bool IsEmpty => Ran.Count + Coming.Count + Counts.Good + Counts.Bad == 0;
}
