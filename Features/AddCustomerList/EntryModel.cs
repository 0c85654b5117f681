using CustomerListSchedules.Features.AddCustomerList.OutputStep;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.OutputColumns;
using CustomerListSchedules.Features.Shared.Status;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>
/// One form of two pages, Basic Details and Output; the page that is not shown travels in hidden fields, so that nothing
/// typed is lost between them and nothing is stored before Ok.
/// </summary>
[SaveAgain]
public abstract class EntryModel(IMediator mediator, VenueReader venues) : OutputModel(mediator, venues)
{
    /// <summary>The Customer List that is picked at first, in a new entry.</summary>
    [BindProperty(SupportsGet = true)]
    public long? CustomerList { get; set; }

    [BindProperty]
    public string? Confirmed { get; set; }

    public ScheduledListSaved? Refused { get; private set; }

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
        }
        else if (Form.CustomerLists.Any(list => list.Id == CustomerList))
        {
            Details.CustomerListId = CustomerList;
        }

        await FindDraftAsync(cancellationToken);
        await CheckRecipientsAsync(cancellationToken);
        return Page();
    }

    /// <summary>Ok.</summary>
    public Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => AnswerAsync(
        async () =>
        {
            if (!CanBeSplit())
            {
                return this.Invalid(FormPartial, this);
            }

            var result = await Mediator.Send(
                new SaveScheduledList(ScheduleId, EntryId, Version, Key, Details.Read(), Output, Confirmed, HttpContext.Actor()),
                cancellationToken);
            if (result is ScheduledListSaved.Done saved)
            {
                await DropDraftAsync(cancellationToken);
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

        if (result is ScheduledListSaved.CustomerListGone gone)
        {
            return CustomerListGone(gone.Why);
        }

        Refused = result;
        OnOutput = result is ScheduledListSaved.OutputRefused or ScheduledListSaved.AskFirst or ScheduledListSaved.ChangedMeanwhile;
        OutputError = (result as ScheduledListSaved.OutputRefused)?.Why;
        foreach (var words in (result as ScheduledListSaved.SharingRefused)?.Words ?? [])
        {
            ModelState.AddModelError(Details.Own ? "Details.Parts" : "Details.EmailTo", words);
        }

        return this.Invalid(FormPartial, this);
    }
}
