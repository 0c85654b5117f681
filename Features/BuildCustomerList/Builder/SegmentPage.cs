using CustomerListSchedules.Features.BuildCustomerList.Counting;
using CustomerListSchedules.Features.BuildCustomerList.Segments;
using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

/// <summary>A global segment, edited as the only one of a filter; what an edit does to lists is shown before it is saved.</summary>
public abstract class SegmentPage(IMediator mediator, VenueReader venues, IClock clock) : DefinitionEditor(mediator, venues, clock)
{
    protected static readonly Place Only = new(Pre: false, 0, 0);

    private static readonly TimeSpan AnswerAtOnce = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerWithoutScripts = TimeSpan.FromSeconds(20);

    [BindProperty]
    public string Name { get; set; } = "";

    public virtual long? SegmentId => null;

    public override string FormUrl => SegmentId is { } id ? $"/segments/{id}" : "/segments/new";

    public override bool HasAreas => false;

    public bool MayEdit => User.IsInRole(Roles.Administrator);

    public bool ChangedMeanwhile { get; private set; }

    public LocalSegment? Segment => Definition.SegmentAt(Only) as LocalSegment;

    [BindProperty(SupportsGet = true)]
    public Guid? CompareId { get; set; }

    /// <summary>What saving would do; null when it was not asked for.</summary>
    public SegmentComparison? Comparison { get; protected set; }

    /// <summary>The <see cref="AccessDifference.Seen"/> that the person agrees to, with the press that saves.</summary>
    [BindProperty]
    public string? Confirmed { get; set; }

    protected Guid UserId => HttpContext.Actor().UserId!.Value;

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!MayEdit)
        {
            return Forbid();
        }

        await LoadAsync(cancellationToken);
        if (SegmentId is { } stored && Globals.All(row => row.Id != stored))
        {
            return NotFound(); // Somebody deleted it meanwhile.
        }

        if (!ReadDraft())
        {
            return BadRequest();
        }

        try
        {
            return Confirmed is not null ? await SaveAsync(cancellationToken) : Do switch
            {
                "save" => await SaveAsync(cancellationToken),
                "compare" when SegmentId is { } id && Segment is not null => await TellAsync(id, Segment, cancellationToken),
                "look" when SegmentId is { } id => await LookAsync(id, cancellationToken),
                "abandon" when CompareId is { } comparison => await AbandonAsync(comparison, cancellationToken),
                _ => await ChangeAsync(cancellationToken) ? await ShowAsync(cancellationToken) : await RefuseAsync(cancellationToken),
            };
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused);
            return await RefuseAsync(cancellationToken);
        }
    }

    protected async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        return Request.IsHtmx() ? Partial("_SegmentForm", this) : Page();
    }

    private async Task<IActionResult> TellAsync(long id, LocalSegment edited, CancellationToken cancellationToken)
    {
        await CompareAsync(id, edited, cancellationToken);
        return await ShowAsync(cancellationToken);
    }

    // Where nobody gets other customers with an edit, it is saved without asking.
    private async Task<bool> AsksAsync(GlobalSegmentRow stored, LocalSegment edited, CancellationToken cancellationToken)
    {
        ChangedMeanwhile = stored.Version != Version;
        Version = stored.Version;
        if (stored.Definition.ToJson() != edited.Definition.ToJson())
        {
            await CompareAsync(stored.Id, edited, cancellationToken);
        }

        return ChangedMeanwhile || Comparison is { IsSilent: false };
    }

    private async Task CompareAsync(long id, LocalSegment edited, CancellationToken cancellationToken)
    {
        Comparison = await Mediator.Send(
            new CompareSegment(id, edited.Definition, UserId, Request.IsHtmx() ? AnswerAtOnce : AnswerWithoutScripts), cancellationToken);
        (CompareId, Focus) = (Comparison?.Id, "effects-title");
    }

    private async Task<IActionResult> LookAsync(long id, CancellationToken cancellationToken)
    {
        Comparison = CompareId is { } comparison ? await Mediator.Send(new GetComparison(id, comparison, UserId), cancellationToken) : null;
        return await ShowAsync(cancellationToken);
    }

    private async Task<IActionResult> AbandonAsync(Guid comparison, CancellationToken cancellationToken)
    {
        await Mediator.Send(new AbandonCount(comparison, UserId), cancellationToken);
        return await ShowAsync(cancellationToken);
    }

    private async Task<IActionResult> SaveAsync(CancellationToken cancellationToken)
    {
        if (Segment is null)
        {
            Problem = "Add a criterion first.";
            return await RefuseAsync(cancellationToken);
        }

        if (Confirmed is null && SegmentId is { } id && await AsksAsync(Globals.First(row => row.Id == id), Segment, cancellationToken))
        {
            return await RefuseAsync(cancellationToken);
        }

        var request = new SaveSegment(SegmentId, Name, Segment.Definition, Version, HttpContext.Actor()) { Confirmed = Confirmed };
        switch (await Mediator.Send(request, cancellationToken))
        {
            case null:
                return NotFound();
            case ListSaved.ChangedMeanwhile newer:
                (ChangedMeanwhile, Version) = (true, newer.Version);
                await CompareAsync(SegmentId!.Value, Segment, cancellationToken);
                return await RefuseAsync(cancellationToken);
            case ListSaved.AskFirst:
                await CompareAsync(SegmentId!.Value, Segment, cancellationToken);
                return await RefuseAsync(cancellationToken);
            default:
                this.Notify("The global segment is saved.");
                return this.GoTo("/segments");
        }
    }

    private async Task<IActionResult> RefuseAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        return this.Invalid("_SegmentForm", this);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Draft = Definition.ToJson();
        await ShowCriterionAsync(cancellationToken);
    }
}
