using CustomerListSchedules.Features.KeepDrafts;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>What is typed so far is kept as the person's draft, and offered when they come back.</summary>
public abstract class DraftedEntry(IMediator mediator, VenueReader venues) : EntryFields(mediator)
{
    /// <summary>Whether to go on with what the person left.</summary>
    [BindProperty(SupportsGet = true)]
    public bool CarryOn { get; set; }

    public DraftOffer? Offer { get; private set; }

    /// <summary>Whether there is something that Ok would save, or make.</summary>
    public bool Unsaved => EntryDraft.Of(this).IsChanged(Form.Entry);

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

        await DropDraftAsync(cancellationToken);
        return this.GoTo(stay ? FormUrl : ListsUrl);
    }

    protected async Task FindDraftAsync(CancellationToken cancellationToken)
    {
        if (await Mediator.Send(new FindDraft(UserId, Thing), cancellationToken) is not { } kept
            || EntryDraft.Read(kept.Content) is not { } draft || !draft.IsChanged(Form.Entry))
        {
            return;
        }

        var zone = (await venues.ReadAsync(cancellationToken)).Zone;
        Offer = DraftOffer.Of(kept, zone, Form.Entry?.Version ?? 0, FormUrl, "entry-form", CarryOn);
        if (CarryOn)
        {
            (Details, Output, CopiedFrom, Key, Version) = (draft.Details, draft.Output, draft.CopiedFrom, draft.Key, kept.Version);
        }
    }

    protected async Task KeepDraftAsync(CancellationToken cancellationToken)
    {
        var draft = EntryDraft.Of(this);
        if (draft.IsChanged(Form.Entry))
        {
            await Mediator.Send(new KeepDraft(UserId, Thing, Version, draft.Write()), cancellationToken);
        }
    }

    protected Task DropDraftAsync(CancellationToken cancellationToken) =>
        Mediator.Send(new DropDraft(UserId, Thing), cancellationToken);
}
