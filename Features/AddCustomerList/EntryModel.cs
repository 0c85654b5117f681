using CustomerListSchedules.Features.AddCustomerList.Groups;
using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.KeepDrafts;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.OutputColumns;
using CustomerListSchedules.Features.Shared.Status;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>
/// One form of two pages, Basic Details and Output; the page that is not shown travels in hidden fields, so that nothing
/// typed is lost between them and nothing is stored before Ok.
/// </summary>
[SaveAgain]
public abstract class EntryModel(IMediator mediator, VenueReader venues) : PageModel
{
    private const string FormPartial = "_EntryForm";

    protected IMediator Mediator => mediator;

    [BindProperty(SupportsGet = true), FromRoute]
    public long ScheduleId { get; set; }

    [BindProperty(SupportsGet = true), FromRoute]
    public long? EntryId { get; set; }

    /// <summary>The Customer List that is picked at first, in a new entry.</summary>
    [BindProperty(SupportsGet = true)]
    public long? CustomerList { get; set; }

    [BindProperty]
    public DetailsInput Details { get; set; } = new();

    [BindProperty]
    public OutputInput Output { get; set; } = new();

    /// <summary>The Customer List that the columns were copied from.</summary>
    [BindProperty]
    public long? CopiedFrom { get; set; }

    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public Guid Key { get; set; }

    [BindProperty]
    public string? Confirmed { get; set; }

    /// <summary>Whether to go on with what the person left.</summary>
    [BindProperty(SupportsGet = true)]
    public bool CarryOn { get; set; }

    public DraftOffer? Offer { get; private set; }

    public ScheduledListForm Form { get; private set; } = null!;

    /// <summary>Whether there is something that Ok would save, or make.</summary>
    public bool Unsaved => EntryDraft.Of(this).IsChanged(Form.Entry);

    public bool OnOutput { get; private set; }

    public bool Turned { get; private set; }

    public string? OutputError { get; private set; }

    public FirstRows? Rows { get; private set; }

    public ScheduledListSaved? Refused { get; private set; }

    public IReadOnlyList<RecipientCheck> Recipients { get; private set; } = [];

    /// <summary>The name of a group to be made of the addresses.</summary>
    [BindProperty]
    public string? GroupName { get; set; }

    public IReadOnlyList<RecipientGroup> Groups { get; private set; } = [];

    /// <summary>The group that was made just now.</summary>
    public string? KeptGroup { get; private set; }

    public string ListsUrl => $"/schedules/{ScheduleId}/customer-lists";

    public string FormUrl => EntryId is null ? $"{ListsUrl}/new" : $"{ListsUrl}/{EntryId}";

    public string Heading => EntryId is null ? "Add Customer List" : Form.Entry!.Name;

    public OutputEditor Editor => new(Form.Catalogue, Output, OutputError, Form.MatchesBookings);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        Key = Guid.NewGuid();
        if (Form.Entry is { } entry)
        {
            Details = DetailsInput.From(entry);
            Output = OutputInput.From(entry.OutputColumns, entry.Sort, entry.RowPerBooking);
            (CopiedFrom, Version) = (entry.CustomerListId, entry.Version);
            await CheckRecipientsAsync(cancellationToken);
        }
        else if (Form.CustomerLists.Any(list => list.Id == CustomerList))
        {
            Details.CustomerListId = CustomerList;
        }

        await FindDraftAsync(cancellationToken);
        return Page();
    }

    /// <summary>Keeps what is typed so far as the person's draft; it is saved by Ok alone.</summary>
    public async Task<IActionResult> OnPostKeepAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        await KeepDraftAsync(cancellationToken);
        return new NoContentResult();
    }

    /// <summary>Gives up what was typed.</summary>
    public async Task<IActionResult> OnPostDiscardAsync(bool stay, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        await mediator.Send(new DropDraft(UserId, Thing), cancellationToken);
        return this.GoTo(stay ? FormUrl : ListsUrl);
    }

    /// <summary>Next: from Basic Details to Output.</summary>
    public Task<IActionResult> OnPostNextAsync(CancellationToken cancellationToken) => AnswerAsync(
        async () =>
        {
            var output = await mediator.Send(new StartOutput(Details.Read(), CopiedFrom, Output), cancellationToken);
            if (output is null)
            {
                return Refuse(new ScheduledListSaved.CustomerListGone());
            }

            (Output, CopiedFrom, OnOutput, Turned) = (output, Details.CustomerListId, true, true);
            return this.Fragment(FormPartial, this);
        },
        cancellationToken);

    public Task<IActionResult> OnPostBackAsync(CancellationToken cancellationToken) => AnswerAsync(
        () =>
        {
            Turned = true;
            return Task.FromResult(this.Fragment(FormPartial, this));
        },
        cancellationToken);

    /// <summary>A button of the output editor, pressed without scripts.</summary>
    public Task<IActionResult> OnPostArrangeAsync(CancellationToken cancellationToken) => AnswerAsync(
        () =>
        {
            OnOutput = true;
            Output.Arrange(Form.Catalogue);
            return Task.FromResult(this.Fragment(FormPartial, this));
        },
        cancellationToken);

    /// <summary>The file as it would be now, before it is saved.</summary>
    public Task<IActionResult> OnPostRowsAsync(CancellationToken cancellationToken) => AnswerAsync(
        async () =>
        {
            OnOutput = true;
            Rows = await mediator.Send(
                new GetFirstRows(Details.CustomerListId ?? 0, Output, Details.FileFormat, HttpContext.Actor()), cancellationToken);
            if (Rows is null)
            {
                Response.Htmx(headers => headers.Retarget("#entry-form"));
                return Refuse(new ScheduledListSaved.CustomerListGone());
            }

            return this.Fragment("_FirstRows", Rows);
        },
        cancellationToken);

    /// <summary>The addresses' findings, while they are typed.</summary>
    public async Task<IActionResult> OnPostRecipientsAsync(CancellationToken cancellationToken)
    {
        await CheckRecipientsAsync(cancellationToken);
        return Partial("/Features/AddCustomerList/Recipients/_Recipients.cshtml", this);
    }

    /// <summary>Replaces an address by the one that was offered.</summary>
    public Task<IActionResult> OnPostCorrectAsync(string? from, string? to, CancellationToken cancellationToken) => AnswerAsync(
        async () =>
        {
            if (from is { Length: > 0 } && to is { Length: > 0 })
            {
                Details.EmailTo = Addresses.Replace(Details.EmailTo, from, to);
            }

            ModelState.Clear();
            await CheckRecipientsAsync(cancellationToken);
            return this.Fragment(FormPartial, this);
        },
        cancellationToken);

    /// <summary>Copies a group's addresses into Email to; a press without scripts.</summary>
    public Task<IActionResult> OnPostPickGroupAsync(long groupId, CancellationToken cancellationToken) => AnswerAsync(
        async () =>
        {
            if (Groups.FirstOrDefault(group => group.Id == groupId) is not { } group)
            {
                return NotFound();
            }

            Details.EmailTo = Addresses.Add(Details.EmailTo, group.Addresses);
            ModelState.Clear();
            await CheckRecipientsAsync(cancellationToken);
            return this.Fragment(FormPartial, this);
        },
        cancellationToken);

    /// <summary>Makes a group of the addresses as they are now.</summary>
    public Task<IActionResult> OnPostKeepGroupAsync(CancellationToken cancellationToken) => AnswerAsync(
        async () =>
        {
            try
            {
                var group = new SaveRecipientGroup(null, GroupName ?? "", Details.EmailTo, 0, HttpContext.Actor());
                if (await mediator.Send(group, cancellationToken) is RecipientGroupSaved.Done done)
                {
                    (KeptGroup, GroupName) = (done.Name, null);
                    ModelState.Clear();
                    Groups = await mediator.Send(new ListRecipientGroups(), cancellationToken);
                    return this.Fragment(FormPartial, this);
                }

                ModelState.AddModelError(nameof(GroupName), RecipientGroupSaved.NameTaken.Words);
            }
            catch (ValidationException refused)
            {
                foreach (var error in refused.Errors)
                {
                    ModelState.AddModelError(
                        error.PropertyName == nameof(SaveRecipientGroup.Name) ? nameof(GroupName) : "Details.EmailTo", error.ErrorMessage);
                }
            }

            return this.Invalid(FormPartial, this);
        },
        cancellationToken);

    /// <summary>Ok.</summary>
    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => AnswerAsync(
        async () =>
        {
            var result = await mediator.Send(
                new SaveScheduledList(ScheduleId, EntryId, Version, Key, Details.Read(), Output, Confirmed, HttpContext.Actor()),
                cancellationToken);
            if (result is ScheduledListSaved.Done saved)
            {
                await mediator.Send(new DropDraft(UserId, Thing), cancellationToken);
                this.Notify($"{saved.Name} is saved.");
                return this.GoTo(ListsUrl);
            }

            return Refuse(result);
        },
        cancellationToken);

    private IActionResult Refuse(ScheduledListSaved? result)
    {
        if (result is null)
        {
            return NotFound();
        }

        Refused = result;
        OnOutput = result is ScheduledListSaved.OutputRefused or ScheduledListSaved.AskFirst or ScheduledListSaved.ChangedMeanwhile;
        OutputError = (result as ScheduledListSaved.OutputRefused)?.Why;
        if (result is ScheduledListSaved.CustomerListGone)
        {
            ModelState.AddModelError("Details.CustomerListId", "This Customer List is no longer available. Pick another.");
        }

        return this.Invalid(FormPartial, this);
    }

    private async Task<IActionResult> AnswerAsync(Func<Task<IActionResult>> answer, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        await KeepDraftAsync(cancellationToken);
        await CheckRecipientsAsync(cancellationToken);
        try
        {
            return await answer();
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused);
            return this.Invalid(FormPartial, this);
        }
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        var form = await mediator.Send(new GetScheduledListForm(ScheduleId, EntryId, Details.CustomerListId), cancellationToken);
        Form = form!;
        Groups = await mediator.Send(new ListRecipientGroups(), cancellationToken);
        return form is not null;
    }

    private Guid UserId => HttpContext.Actor().UserId!.Value;

    private DraftOf Thing => DraftOf.ScheduledList(ScheduleId, EntryId);

    private async Task FindDraftAsync(CancellationToken cancellationToken)
    {
        if (await mediator.Send(new FindDraft(UserId, Thing), cancellationToken) is not { } kept
            || EntryDraft.Read(kept.Content) is not { } draft || !draft.IsChanged(Form.Entry))
        {
            return;
        }

        var zone = (await venues.ReadAsync(cancellationToken)).Zone;
        Offer = DraftOffer.Of(kept, zone, Form.Entry?.Version ?? 0, FormUrl, "entry-form", CarryOn);
        if (CarryOn)
        {
            (Details, Output, CopiedFrom, Key, Version) = (draft.Details, draft.Output, draft.CopiedFrom, draft.Key, kept.Version);
            await CheckRecipientsAsync(cancellationToken);
        }
    }

    private async Task KeepDraftAsync(CancellationToken cancellationToken)
    {
        var draft = EntryDraft.Of(this);
        if (draft.IsChanged(Form.Entry))
        {
            await mediator.Send(new KeepDraft(UserId, Thing, Version, draft.Write()), cancellationToken);
        }
    }

    private async Task CheckRecipientsAsync(CancellationToken cancellationToken) =>
        Recipients = await mediator.Send(new CheckRecipients(Details.EmailTo), cancellationToken);
}

/// <summary>Page one's fields.</summary>
public sealed class DetailsInput
{
    public string Name { get; set; } = "";
    public string EmailTo { get; set; } = "";
    public string CustomSubject { get; set; } = "";
    public long? CustomerListId { get; set; }
    public string FileFormat { get; set; } = RunCustomerList.FileFormat.Csv;
    public string WhenEmpty { get; set; } = "send";
    public bool Remind { get; set; }

    public static DetailsInput From(StoredScheduledList entry) => new()
    {
        Name = entry.Name,
        EmailTo = Addresses.Join(entry.Recipients),
        CustomSubject = entry.CustomSubject,
        CustomerListId = entry.CustomerListId,
        FileFormat = entry.FileFormat,
        WhenEmpty = entry.WhenEmpty,
        Remind = entry.Remind,
    };

    public ScheduledListDetails Read() => new(Name, EmailTo, CustomSubject, CustomerListId, FileFormat, WhenEmpty, Remind);
}
