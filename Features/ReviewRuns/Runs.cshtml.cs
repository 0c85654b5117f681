using System.Globalization;
using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.ReviewRuns.Sentences;
using CustomerListSchedules.Features.ReviewRuns.Choices;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.ReviewRuns;

[Authorize(Policies.Staff)]
public sealed class RunsModel(IMediator mediator, VenueReader venues, SealedText texts) : PageModel
{
    public static readonly (string Value, string Label)[] States =
    [
        ("attention", "Needs attention"), (RunStates.Waiting, "Waiting"), (RunStates.Running, "Running"),
        (RunStates.Delivered, "Delivered"), (RunStates.PartlyDelivered, "Partly delivered"), (RunStates.Failed, "Failed"),
        (RunStates.Skipped, "Skipped"), (RunStates.Missed, "Missed"),
    ];

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Schedule { get; set; }

    [BindProperty(SupportsGet = true), Sealed]
    public string Search { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? Until { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public bool IsFiltered => State is not null || Search.Length > 0 || From is not null || Until is not null;

    public string OlderUrl => UrlBefore(Results.Older);

    public ScheduleChoices Choices { get; private set; } = null!;

    private string UrlBefore(long? before) => "/runs" + QueryString.Create(new Dictionary<string, string?>
    {
        ["state"] = State,
        ["schedule"] = Schedule?.ToString(CultureInfo.InvariantCulture),
        ["search"] = texts.Seal(Search),
        ["from"] = From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["until"] = Until?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["before"] = before?.ToString(CultureInfo.InvariantCulture),
    }.Where(part => !string.IsNullOrEmpty(part.Value)));

    public RunPage Results { get; private set; } = null!;

    /// <summary>Who cannot collect, in words, by run.</summary>
    public IReadOnlyDictionary<long, string> Cannot { get; private set; } = new Dictionary<long, string>();

    public DateTimeZone Zone { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        State = States.Any(state => state.Value == State) ? State : null;
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        Choices = await mediator.Send(new ListScheduleChoices(Schedule), cancellationToken);
        Results = await mediator.Send(new ListRuns(State, Schedule, Search, Day(From), Day(Until), Before), cancellationToken);
        Cannot = await mediator.Send(new ListCannotCollect([.. Results.Runs.Select(run => run.Id)]), cancellationToken);
        return Request.IsHtmx() ? Partial("_Runs", this) : Page();
    }

    /// <summary>Looks for something: a form that is sent, so that no address holds what was typed.</summary>
    public async Task<IActionResult> OnPostSearchAsync(CancellationToken cancellationToken)
    {
        State = States.Any(state => state.Value == State) ? State : null;
        Before = null;
        if (!Request.IsHtmx())
        {
            return this.GoTo(UrlBefore(null));
        }

        Response.Htmx(headers => headers.PushUrl(UrlBefore(null)));
        return await OnGetAsync(cancellationToken);
    }

    // Calendars have ends; a day at one of them bounds nothing.
    private static LocalDate? Day(DateOnly? day) => day is { Year: > 1 and < 9999 } date ? LocalDate.FromDateOnly(date) : null;
}
