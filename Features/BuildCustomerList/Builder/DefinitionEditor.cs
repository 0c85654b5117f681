using CustomerListSchedules.Features.BuildCustomerList.Segments;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Status;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

/// <summary>
/// What the list builder and the page of a global segment share: a definition being edited, carried in the form so that nothing changes
/// for anybody before it is saved, and the form of one criterion. Every button posts <see cref="Do"/> as <c>verb:place</c>.
/// </summary>
[SaveAgain]
public abstract class DefinitionEditor(IMediator mediator, VenueReader venues, IClock clock) : PageModel
{
    private const string CriterionPrefix = "Criterion";

    private CriterionChoices choices = new();

    /// <summary>The definition being edited, as stored ones are.</summary>
    [BindProperty]
    public string Draft { get; set; } = "";

    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public string? Do { get; set; }

    /// <summary>Names of local segments, by place.</summary>
    [BindProperty]
    public Dictionary<string, string> Names { get; set; } = [];

    /// <summary>Where the palette puts what is added.</summary>
    [BindProperty]
    public string? AddTo { get; set; }

    /// <summary>
    /// Where the criterion in the form goes: an area (with a new segment), a segment, or a criterion's own place. Empty when the form is
    /// closed.
    /// </summary>
    [BindProperty]
    public string? EditAt { get; set; }

    [BindProperty]
    public CriterionInput Criterion { get; set; } = new();

    public ListDefinition Definition { get; protected set; } = ListDefinition.Everyone;

    public Place? Editing => Place.Parse(EditAt);

    /// <summary>The form of the criterion that is edited.</summary>
    public CriterionForm CriterionForm => new(Criterion, choices, Dates, FormUrl);

    public IReadOnlyList<GlobalSegmentRow> Globals { get; private set; } = [];

    public DateMetricClock Dates { get; private set; } = null!;

    /// <summary>The id of the control that takes the focus.</summary>
    public string? Focus { get; protected set; }

    /// <summary>What keeps it from being saved or counted.</summary>
    public string? Problem { get; protected set; }

    public abstract string FormUrl { get; }

    /// <summary>Whether segments can be placed, as in a list, or this is one segment's own page.</summary>
    public virtual bool HasAreas => true;

    protected IMediator Mediator => mediator;

    public SegmentSnapshot? Global(AreaSegment segment) =>
        segment is GlobalSegment global ? Globals.FirstOrDefault(row => row.Id == global.SegmentId)?.Snapshot : null;

    public IReadOnlyDictionary<string, SegmentSnapshot> GlobalSnapshots() =>
        Globals.Where(row => Definition.GlobalSegmentIds.Contains(row.Id)).ToDictionary(row => $"{row.Id}", row => row.Snapshot);

    /// <summary>What its relative date metrics mean today.</summary>
    public IEnumerable<ResolvedDateMetric> Meaning(Criterion criterion) =>
        criterion.DateMetrics().Where(metric => metric.IsRelative()).Distinct()
            .Select(metric => new ResolvedDateMetric(metric.Label(), Dates.Resolve(metric).Words()))
            .Concat(criterion is BookingCriterion { ThisPerformance: { } asked }
                ? [RunPerformance.Resolve(asked, Dates.Performance, Dates.Zone)]
                : []);

    protected async Task LoadAsync(CancellationToken cancellationToken)
    {
        Globals = await mediator.Send(new ListGlobalSegments(), cancellationToken);
        Dates = new DateMetricClock(clock.GetCurrentInstant(), (await venues.ReadAsync(cancellationToken)).Zone);
    }

    protected async Task ShowCriterionAsync(CancellationToken cancellationToken)
    {
        if (Editing is not null)
        {
            choices = await ChoicesAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Reads the draft and the names typed into it; false when it, or the form of a criterion, is not one that this page wrote.
    /// </summary>
    protected bool ReadDraft()
    {
        ModelState.Clear();
        if (Editing is not null && CriterionKinds.Find(Criterion.Kind) is null)
        {
            return false;
        }

        try
        {
            Definition = Names.Aggregate(
                ListDefinition.Parse(Draft),
                (list, name) => Place.Parse(name.Key) is { } place ? list.Renamed(place, name.Value ?? "") : list);
            return true;
        }
        catch (DefinitionException)
        {
            return false;
        }
    }

    /// <summary>The definition with the criterion whose form is open as it is typed so far; null while it is not right yet.</summary>
    protected async Task<ListDefinition?> TypedAsync(CancellationToken cancellationToken)
    {
        if (Editing is not { } place)
        {
            return Definition;
        }

        var (criterion, _, _) = Criterion.ToCriterion(await ChoicesAsync(cancellationToken));
        return criterion is null ? null : With(place, criterion);
    }

    /// <summary>
    /// Does what a button of the board or of the criterion's form says; false when the form of a criterion is not right yet, or the
    /// definition would be too large.
    /// </summary>
    protected async Task<bool> ChangeAsync(CancellationToken cancellationToken)
    {
        var (verb, argument) = Split(Do);
        var place = Place.Parse(argument);
        switch (verb)
        {
            case "add":
                var (at, what) = Split(argument);
                return Place.Parse(at.Length > 0 ? at : AddTo) is not { } into || StartAdding(into, what);
            case "edit" when place is not null && Definition.CriterionAt(place) is { } criterion:
                (EditAt, Criterion) = (argument, CriterionInput.Of(criterion));
                break;
            case "remove" when place is not null:
                (Definition, Focus) = (Definition.Remove(place), "board-title");
                break;
            case "not" when place is not null:
                (Definition, Focus) = (Definition.Not(place), $"not-{place}");
                break;
            case "and" or "or" when place is not null:
                (Definition, Focus) = (Definition.Joined(place, verb == "and" ? Join.And : Join.Or), $"join-{place}");
                break;
            case "move" when argument.Split('>') is [var from, var to] && Place.Parse(from) is { } start && Place.Parse(to) is { } end:
                Focus = "board-title";
                return Take(Definition.Move(start, end));
            case "keep" when Editing is { } editing:
                return await KeepAsync(editing, cancellationToken);
            case "cancel":
                (EditAt, Focus) = (null, "board-title");
                break;
        }

        return true;
    }

    protected static (string Verb, string Argument) Split(string? button)
    {
        var parts = (button ?? "").Split(':', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    private bool StartAdding(Place place, string chosen)
    {
        var (what, which) = Split(chosen);
        if (what == "kind" && CriterionKinds.Find(which) is { } kind)
        {
            // Told before a form is filled in for nothing.
            if (place.Segment is null && !Fits(Definition.Add(place, new GlobalSegment(0))))
            {
                return false;
            }

            (EditAt, Criterion) = (place.ToString(), CriterionInput.New(kind));
        }
        else if (what == "global" && place.Segment is null && Globals.FirstOrDefault(row => $"{row.Id}" == which) is { } global)
        {
            Focus = "board-title";
            return Take(Definition.Add(place, new GlobalSegment(global.Id)));
        }

        return true;
    }

    private async Task<bool> KeepAsync(Place place, CancellationToken cancellationToken)
    {
        var (criterion, field, problem) = Criterion.ToCriterion(await ChoicesAsync(cancellationToken));
        if (criterion is null)
        {
            ModelState.AddModelError(ModelNames.CreatePropertyModelName(CriterionPrefix, field), problem!);
            return false;
        }

        (EditAt, Focus) = (null, "board-title");
        return Take(With(place, criterion));
    }

    private ListDefinition With(Place place, Criterion criterion) => place.Segment is null
        ? Definition.Add(place, new LocalSegment(CriterionKinds.Of(criterion).Label, SegmentDefinition.Of(criterion)))
        : Definition.Put(place, criterion);

    private Task<CriterionChoices> ChoicesAsync(CancellationToken cancellationToken) =>
        mediator.Send(new GetCriterionChoices(Criterion, Editing is { } place ? Definition.CriterionAt(place) : null), cancellationToken);

    /// <summary>
    /// Makes a change unless the definition would outgrow its limits: one that has could be neither shown again nor made smaller.
    /// </summary>
    private bool Take(ListDefinition changed)
    {
        if (!Fits(changed))
        {
            return false;
        }

        Definition = changed;
        return true;
    }

    private static int CriteriaIn(ListDefinition definition) =>
        definition.Segments.OfType<LocalSegment>().Sum(segment => segment.Definition.Criteria.Count);

    private bool Fits(ListDefinition changed)
    {
        try
        {
            changed.Checked();
            Problem = CriteriaIn(changed) > CriteriaIn(Definition) ? changed.TooLong() : null;
            return Problem is null;
        }
        catch (DefinitionException e)
        {
            Problem = e.Message;
            return false;
        }
    }
}
