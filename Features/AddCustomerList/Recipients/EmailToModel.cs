using CustomerListSchedules.Features.AddCustomerList.Groups;
using CustomerListSchedules.Features.AddCustomerList.Parts;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

/// <summary>Email to: what is said of its addresses, and the groups that fill it or are made of it.</summary>
public abstract class EmailToModel(IMediator mediator, VenueReader venues) : DraftedEntry(mediator, venues)
{
    public IReadOnlyList<RecipientCheck> Recipients { get; private set; } = [];

    /// <summary>Whether the venue asks for agreement before contact columns go outside.</summary>
    public bool AsksSharing { get; private set; }

    /// <summary>Who on the list has not agreed to be shared with those outside; with scripts it comes after the page.</summary>
    public IReadOnlyList<SharingCheck> Sharing { get; private set; } = [];

    /// <summary>The name of a group to be made of the addresses.</summary>
    [BindProperty]
    public string? GroupName { get; set; }

    /// <summary>The group that was made just now.</summary>
    public string? KeptGroup { get; private set; }

    /// <summary>The addresses' findings, while they are typed.</summary>
    public async Task<IActionResult> OnPostRecipientsAsync(CancellationToken cancellationToken)
    {
        await CheckRecipientsAsync(cancellationToken);
        return Partial("/Features/AddCustomerList/Recipients/_Recipients.cshtml", this);
    }

    /// <summary>Who has not agreed to be shared, while addresses are typed and columns chosen.</summary>
    public async Task<IActionResult> OnPostSharingAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        await CheckSharingAsync(cancellationToken);
        return Partial("/Features/AddCustomerList/Recipients/_Sharing.cshtml", Sharing);
    }

    /// <summary>Replaces an address by the one that was offered.</summary>
    public Task<IActionResult> OnPostCorrectAsync(string? from, string? to, CancellationToken cancellationToken) => AnswerAsync(
        () => Details.Own ? CorrectPartsAsync(from, to, cancellationToken)
            : from is { Length: > 0 } && to is { Length: > 0 }
            ? FilledAsync(Addresses.Replace(Details.EmailTo, from, to), cancellationToken)
            : FilledAsync(Details.EmailTo, cancellationToken),
        cancellationToken);

    /// <summary>Copies a group's addresses into Email to; a press without scripts.</summary>
    public Task<IActionResult> OnPostPickGroupAsync(long groupId, CancellationToken cancellationToken) => AnswerAsync(
        async () => Groups.FirstOrDefault(group => group.Id == groupId) is { } group
            ? await FilledAsync(Addresses.Add(Details.EmailTo, group.Addresses), cancellationToken)
            : NotFound(),
        cancellationToken);

    /// <summary>Makes a group of the addresses as they are now.</summary>
    public Task<IActionResult> OnPostKeepGroupAsync(CancellationToken cancellationToken) => AnswerAsync(
        async () =>
        {
            try
            {
                var group = new SaveRecipientGroup(null, GroupName ?? "", Details.EmailTo, 0, HttpContext.Actor());
                if (await Mediator.Send(group, cancellationToken) is RecipientGroupSaved.Done done)
                {
                    (KeptGroup, GroupName) = (done.Name, null);
                    ModelState.Clear();
                    Groups = await Mediator.Send(new ListRecipientGroups(), cancellationToken);
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

    /// <summary>A press of the form: what is typed is kept, and its addresses are looked at, before it is answered.</summary>
    protected async Task<IActionResult> AnswerAsync(Func<Task<IActionResult>> answer, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        await KeepDraftAsync(cancellationToken);
        await CheckRecipientsAsync(cancellationToken);
        if (!Request.IsHtmx())
        {
            await CheckSharingAsync(cancellationToken);
        }

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

    protected async Task CheckRecipientsAsync(CancellationToken cancellationToken)
    {
        Recipients = Details.Own
            ? [.. (await Mediator.CheckEachAsync(Details.PartAddresses, cancellationToken)).Values]
            : await Mediator.Send(new CheckRecipients(Details.EmailTo), cancellationToken);
        AsksSharing = await Mediator.Send(new GetAsksSharing(), cancellationToken);
    }

    private async Task CheckSharingAsync(CancellationToken cancellationToken) =>
        Sharing = await Mediator.Send(new CheckSharing(Details.Read(), Output.Columns), cancellationToken);

    private async Task<IActionResult> CorrectPartsAsync(string? from, string? to, CancellationToken cancellationToken)
    {
        var (found, problems) = PartLines.Parse(Details.Parts);
        if (problems.Count == 0 && from is { Length: > 0 } && to is { Length: > 0 })
        {
            Details.Parts = PartLines.Join(found.Select(part => part.Address == from ? part with { Address = to } : part).Distinct());
        }

        return await FilledAsync(Details.EmailTo, cancellationToken);
    }

    private async Task<IActionResult> FilledAsync(string addresses, CancellationToken cancellationToken)
    {
        Details.EmailTo = addresses;
        ModelState.Clear();
        await CheckRecipientsAsync(cancellationToken);
        return this.Fragment(FormPartial, this);
    }
}
