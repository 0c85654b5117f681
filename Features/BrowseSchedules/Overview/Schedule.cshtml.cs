using CustomerListSchedules.Features.BrowseSchedules.Owners;
using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.ReviewRuns;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Pictures;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.BrowseSchedules.Overview;

public sealed class ScheduleModel(IMediator mediator, VenueReader venues) : PageModel
{
    private const int FilesShown = 10;

    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    [BindProperty(Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    public ScheduleOverview Schedule { get; private set; } = null!;

    public IReadOnlyList<DeliveredFile> Files { get; private set; } = [];

    /// <summary>Who of those named cannot collect today, and why, by entry.</summary>
    public IReadOnlyDictionary<long, IReadOnlyList<RecipientCheck>> CannotCollect { get; private set; } =
        new Dictionary<long, IReadOnlyList<RecipientCheck>>();

    /// <summary>How many customers its lists or emails had at their last runs, by entry.</summary>
    public ILookup<long, ListSize> Sizes { get; private set; } = null!;

    public ScheduleLead Lead => ScheduleLead.Of(
        Schedule, [.. CannotCollect.Values.SelectMany(checks => checks).DistinctBy(check => check.Address, StringComparer.Ordinal)]);

    public DateTimeZone Zone { get; private set; } = null!;

    /// <summary>What a recipient did with an entry's latest file; null when none was sent to that address.</summary>
    public (DeliveredFile File, Collector Person)? Latest(long entryId, string address)
    {
        var file = Files.FirstOrDefault(file => file.ScheduledListId == entryId && file.Kind != "on_demand");
        return file?.People.FirstOrDefault(person => person.Address == address) is { } person ? (file, person) : null;
    }

    /// <summary>The sizes of an entry, drawn; null before two are known.</summary>
    public Trend? Trend(long entryId, string name) => Sizes[entryId].ToList() is { Count: > 1 } sizes
        ? new Trend(
            $"Customers on {name} at its last {sizes.Count} runs", "Run for", "Customers",
            [.. sizes.Select(size => new TrendPoint(WallTime.Short(size.AsOf, Zone), size.Customers))])
        : null;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await mediator.Send(new GetSchedule(Id), cancellationToken) is not { } schedule)
        {
            return NotFound();
        }

        Schedule = schedule;
        Sizes = (await mediator.Send(new ListSizes(Id), cancellationToken)).ToLookup(size => size.EntryId);
        Files = await mediator.Send(new ListCollections(Id, null, FilesShown), cancellationToken);
        var checks = await mediator.CheckEachAsync(schedule.Entries.SelectMany(entry => entry.Recipients), cancellationToken);
        CannotCollect = schedule.Entries.ToDictionary(entry => entry.Id, entry => checks.WhoCannot(entry.Recipients));
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        return Page();
    }

    public async Task<IActionResult> OnPostPauseAsync(CancellationToken cancellationToken) =>
        await mediator.Send(new PauseSchedule(Id, HttpContext.Actor()), cancellationToken) is not null
            ? Back("Paused: nothing runs until it is resumed.")
            : NotFound();

    public async Task<IActionResult> OnPostResumeAsync(CancellationToken cancellationToken) =>
        await mediator.Send(new ResumeSchedule(Id, HttpContext.Actor()), cancellationToken) switch
        {
            null => NotFound(),
            ResumeResult.Refused refused => Back(refused.Why, "bad"),
            _ => Back("Resumed. What fell into the pause is not made up for."),
        };

    public async Task<IActionResult> OnPostDuplicateAsync(Guid key, CancellationToken cancellationToken)
    {
        if (key == Guid.Empty)
        {
            return BadRequest();
        }

        if (await mediator.Send(new DuplicateSchedule(Id, key, HttpContext.Actor()), cancellationToken) is not { } copy)
        {
            return NotFound();
        }

        this.Notify("This is the copy. It is paused: look it over, then resume it.");
        return this.GoTo($"/schedules/{copy}");
    }

    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        if (!await mediator.Send(new DeleteSchedule(Id, HttpContext.Actor()), cancellationToken))
        {
            return NotFound();
        }

        this.Notify("The schedule is deleted. Its runs stay in the history, and it can be brought back under Deleted.");
        return this.GoTo("/schedules");
    }

    public async Task<IActionResult> OnPostOwnerAsync(Guid? from, Guid to, CancellationToken cancellationToken) =>
        await mediator.Send(new ChangeOwner(Id, from, to, HttpContext.Actor()), cancellationToken) switch
        {
            OwnerChange.Done => Back("The owner is saved."),
            OwnerChange.ChangedMeanwhile => Back("Somebody else changed the owner meanwhile. Look again before you change it.", "warn"),
            OwnerChange.NotStaff => Back("That account cannot own a schedule. Pick an active member of staff.", "bad"),
            _ => NotFound(),
        };

    private IActionResult Back(string words, string tone = "good")
    {
        this.Notify(words, tone);
        return this.GoTo(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : $"/schedules/{Id}");
    }
}
