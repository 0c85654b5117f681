using CustomerListSchedules.Features.BuildCustomerList.Counting;
using CustomerListSchedules.Features.BuildCustomerList.Explorer;
using CustomerListSchedules.Features.BuildCustomerList.Folders;
using CustomerListSchedules.Features.BuildCustomerList.Segments;
using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.KeepDrafts;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.OutputColumns;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

/// <summary>The builder of a Customer List: Pre Filter, Main Filter, Output.</summary>
public sealed class BuilderModel(IMediator mediator, VenueReader venues, IClock clock) : DefinitionEditor(mediator, venues, clock)
{
    private static readonly TimeSpan AnswerAtOnce = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerWithoutScripts = TimeSpan.FromSeconds(20);

    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public string Tab { get; set; } = "main";

    [BindProperty]
    public OutputInput Output { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public Guid? CountId { get; set; }

    public CustomerList List { get; private set; } = null!;

    /// <summary>Whether they may save it; where not, a copy is theirs to change.</summary>
    public bool MayChange { get; private set; }

    /// <summary>Whether what they changed could not be saved for that reason.</summary>
    public bool Closed { get; private set; }

    public OutputCatalogue Catalogue { get; private set; } = null!;

    /// <summary>A criterion whose form is open at first.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Edit { get; set; }

    /// <summary>Whether to go on with what the person left.</summary>
    [BindProperty(SupportsGet = true)]
    public bool CarryOn { get; set; }

    /// <summary>Whether a draft has been kept from this form.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Drafted { get; set; }

    public DraftOffer? Offer { get; private set; }

    public ListCount? Count { get; private set; }

    /// <summary>Why there is no count, in words.</summary>
    public string? NoCount { get; private set; }

    /// <summary>When the count and the first rows beside the form are asked for again by themselves.</summary>
    public string CountAgain => string.Join(", ", new[]
    {
        Do is "count" or "abandon" or "look" ? null : "load delay:100ms",
        Editing is not null ? "input from:#builder delay:600ms" : OnFilter ? null : "output-changed from:#builder delay:400ms",
    }.OfType<string>());

    public bool ChangedMeanwhile { get; private set; }

    /// <summary>What saving changes of who gets whose data; null where it was not asked for, or changes nothing.</summary>
    public AccessDifference? Difference { get; private set; }

    /// <summary>The <see cref="AccessDifference.Seen"/> that the person agrees to, with the press that saves.</summary>
    [BindProperty]
    public string? Confirmed { get; set; }

    public string? OutputError { get; private set; }

    public override string FormUrl => $"/customer-lists/{Id}";

    public bool OnFilter => Tab != "output";

    public Filter Filter => Tab == "pre" ? Definition.PreFilter : Definition.MainFilter;

    public OutputEditor OutputEditor => new(Choices, Output, OutputError, Snapshot.MatchesBookings);

    public bool Unsaved => Differs(Definition, Output);

    public string Sentence => ListDescriber.Describe(Snapshot);

    private ListSnapshot Snapshot => new(
        Definition, GlobalSnapshots(), Output.Columns, [.. Output.Sort().Select(by => new SortBy(by.Column, by.Descending))])
    {
        RowPerBooking = Output.RowPerBooking,
    };

    private IReadOnlyList<OutputChoice> Choices => Catalogue.Choices(Snapshot.MatchesBookings);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return NotFound();
        }

        (Definition, Version) = (List.Definition, List.Version);
        Output = OutputInput.From(
            List.Output.OutputColumns, List.Output.SortBy.Select(by => (by.Column, by.Descending)), List.Output.RowPerBooking);
        await FindDraftAsync(cancellationToken);
        if (!Drafted && Place.Parse(Edit) is { } place && Definition.CriterionAt(place) is { } criterion)
        {
            (EditAt, Criterion) = (Edit, CriterionInput.Of(criterion));
        }

        return await ShowAsync(cancellationToken);
    }

    /// <summary>The count alone, asked for again while it is under way.</summary>
    public async Task<IActionResult> OnGetCountAsync(CancellationToken cancellationToken)
    {
        Count = CountId is { } count ? await Mediator.Send(new FindCount(count, UserId), cancellationToken) : null;
        return Partial("_Count", this);
    }

    /// <summary>
    /// Count and first rows of what the form says now, asked for by the form itself; nothing while a criterion is not right yet.
    /// </summary>
    public async Task<IActionResult> OnPostCountAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return NotFound();
        }

        if (!ReadDraft())
        {
            return BadRequest();
        }

        Output.Tidy();
        await KeepDraftAsync(cancellationToken);
        if (await TypedAsync(cancellationToken) is not { } typed)
        {
            return new NoContentResult();
        }

        Definition = typed;
        try
        {
            await StartCountAsync(cancellationToken);
        }
        catch (DefinitionException e)
        {
            NoCount = e.Message;
        }

        return Partial("_Count", this);
    }

    /// <summary>Gives up what was changed.</summary>
    public async Task<IActionResult> OnPostDiscardAsync(CancellationToken cancellationToken)
    {
        if (await Mediator.Send(new GetCustomerList(Id), cancellationToken) is null)
        {
            return NotFound();
        }

        await Mediator.Send(new DropDraft(UserId, DraftOf.CustomerList(Id)), cancellationToken);
        return this.GoTo($"{FormUrl}?tab={Tab}");
    }

    public Task<IActionResult> OnPostArrangeAsync(CancellationToken cancellationToken) => OnPostAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken))
        {
            return NotFound();
        }

        if (!ReadDraft())
        {
            return BadRequest();
        }

        if (Output.Do is not null)
        {
            Output.Arrange(Choices);
            return await ShowAsync(cancellationToken);
        }

        Output.Tidy();
        var (verb, argument) = Confirmed is null ? Split(Do) : ("save", null);
        switch (verb)
        {
            case "tab" when argument is "pre" or "main" or "output":
                (Tab, Focus) = (argument, $"tab-{argument}");
                return await ShowAsync(cancellationToken);
            case "save":
                return await SaveAsync(cancellationToken);
            case "copy":
                return await CopyAsync(cancellationToken);
            case "count":
                return await CountAsync(cancellationToken);
            case "abandon" when CountId is { } count:
                await Mediator.Send(new AbandonCount(count, UserId), cancellationToken);
                return await ShowAsync(cancellationToken);
            default:
                return await ChangeAsync(cancellationToken) ? await ShowAsync(cancellationToken) : await RefuseAsync(cancellationToken);
        }
    }

    private Guid UserId => HttpContext.Actor().UserId!.Value;

    private async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        if (await Mediator.Send(new GetCustomerList(Id), cancellationToken) is not { } list)
        {
            return false;
        }

        List = list;
        MayChange = await Mediator.Send(new MayChangeList(Id, UserId), cancellationToken);
        Catalogue = await Mediator.Send(new GetOutputCatalogue(), cancellationToken);
        await LoadAsync(cancellationToken);
        return true;
    }

    private async Task<IActionResult> SaveAsync(CancellationToken cancellationToken)
    {
        OutputError = Output.Problem(Choices, Snapshot.MatchesBookings);
        if (OutputError is not null)
        {
            Tab = "output";
            return await RefuseAsync(cancellationToken);
        }

        var saved = await Mediator.Send(
            new SaveCustomerList(Id, Definition, Output.Columns, Snapshot.SortBy, Output.RowPerBooking, Version, HttpContext.Actor())
            {
                Confirmed = Confirmed,
            },
            cancellationToken);
        switch (saved)
        {
            case null:
                return NotFound();
            case ListSaved.Closed:
                (Closed, MayChange) = (true, false);
                return await RefuseAsync(cancellationToken);
            case ListSaved.ChangedMeanwhile newer:
                (ChangedMeanwhile, Version, Difference) = (true, newer.Version, newer.Difference.Any ? newer.Difference : null);
                return await RefuseAsync(cancellationToken);
            case ListSaved.AskFirst ask:
                Difference = ask.Difference;
                return await RefuseAsync(cancellationToken);
            case ListSaved.Refused refused:
                Problem = refused.Why;
                return await RefuseAsync(cancellationToken);
            default:
                await Mediator.Send(new DropDraft(UserId, DraftOf.CustomerList(Id)), cancellationToken);
                this.Notify("The customer list is saved.");
                return this.GoTo($"{FormUrl}?tab={Tab}");
        }
    }

    /// <summary>What the form says now as a list of their own; the one that it began with stays as it is.</summary>
    private async Task<IActionResult> CopyAsync(CancellationToken cancellationToken)
    {
        OutputError = Output.Problem(Choices, Snapshot.MatchesBookings);
        if (OutputError is not null)
        {
            Tab = "output";
            return await RefuseAsync(cancellationToken);
        }

        var content = new ListContent(Definition, Output.Columns, Snapshot.SortBy, Output.RowPerBooking);
        switch (await Mediator.Send(new CopyCustomerList(Id, HttpContext.Actor(), content), cancellationToken))
        {
            case ListCopied.Done copy:
                await Mediator.Send(new DropDraft(UserId, DraftOf.CustomerList(Id)), cancellationToken);
                this.Notify("This is the copy. Give it its own name.");
                return this.GoTo($"/customer-lists/{copy.Id}/details");
            case ListCopied.Refused refused:
                Problem = refused.Why;
                return await RefuseAsync(cancellationToken);
            default:
                return NotFound();
        }
    }

    private async Task<IActionResult> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StartCountAsync(cancellationToken);
            Focus = "count-title";
            return await ShowAsync(cancellationToken);
        }
        catch (DefinitionException e)
        {
            Problem = e.Message;
            return await RefuseAsync(cancellationToken);
        }
    }

    private bool Differs(ListDefinition definition, OutputInput output) =>
        definition.ToJson() != List.Definition.ToJson()
        || output.RowPerBooking != List.Output.RowPerBooking
        || !output.Columns.SequenceEqual(List.Output.OutputColumns)
        || !output.Sort().SequenceEqual(List.Output.SortBy.Select(by => (by.Column, by.Descending)));

    private async Task FindDraftAsync(CancellationToken cancellationToken)
    {
        if (await Mediator.Send(new FindDraft(UserId, DraftOf.CustomerList(Id)), cancellationToken) is not { } kept
            || BuilderDraft.Read(kept.Content) is not { } draft
            || (draft.EditAt is null && !Differs(draft.Definition, draft.Output)))
        {
            return;
        }

        if (CarryOn)
        {
            (Definition, Output, Version, Tab) = (draft.Definition, draft.Output, kept.Version, draft.Tab);
            (EditAt, Criterion, Drafted) = (draft.EditAt, draft.Criterion ?? new CriterionInput(), true);
        }

        Offer = DraftOffer.Of(kept, Dates.Zone, List.Version, FormUrl, "builder", CarryOn);
    }

    private async Task KeepDraftAsync(CancellationToken cancellationToken)
    {
        if (Unsaved || Editing is not null)
        {
            Drafted = true;
            var draft = new BuilderDraft(Definition, Output, Tab, EditAt, Editing is null ? null : Criterion);
            await Mediator.Send(new KeepDraft(UserId, DraftOf.CustomerList(Id), Version, draft.Write()), cancellationToken);
        }
        else if (Drafted)
        {
            Drafted = false;
            await Mediator.Send(new DropDraft(UserId, DraftOf.CustomerList(Id)), cancellationToken);
        }
    }

    private async Task StartCountAsync(CancellationToken cancellationToken)
    {
        Count = await Mediator.Send(
            new CountList(
                Snapshot, Unsaved ? null : Id, Id, HttpContext.Actor(), Request.IsHtmx() ? AnswerAtOnce : AnswerWithoutScripts),
            cancellationToken);
        CountId = Count.Id;
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        return Request.IsHtmx() ? Partial("_Builder", this) : Page();
    }

    private async Task<IActionResult> RefuseAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        return this.Invalid("_Builder", this);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Draft = Definition.ToJson();
        if (HttpMethods.IsPost(Request.Method))
        {
            await KeepDraftAsync(cancellationToken);
        }

        await ShowCriterionAsync(cancellationToken);
        Count ??= CountId is { } count ? await Mediator.Send(new FindCount(count, UserId), cancellationToken) : null;
        if (Definition.GlobalSegmentIds.Any(id => Globals.All(row => row.Id != id)))
        {
            Problem ??= GlobalSegmentsThere.Gone;
        }
    }
}
