using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Status;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.AddIntegratedEmail;

/// <summary>The form of an integrated email, new or stored.</summary>
[SaveAgain]
public abstract class IntegratedEmailModel(IMediator mediator, VenueReader venues) : PageModel
{
    private const string FormPartial = "_EmailForm";

    protected IMediator Mediator => mediator;

    [BindProperty(SupportsGet = true), FromRoute]
    public long ScheduleId { get; set; }

    [BindProperty(SupportsGet = true), FromRoute]
    public long? EntryId { get; set; }

    [BindProperty]
    public IntegratedEmailInput Input { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public Guid Key { get; set; }

    public IntegratedEmailForm Form { get; private set; } = null!;

    public EmailWarnings? Warnings { get; private set; }

    public bool ChangedMeanwhile { get; private set; }

    public DateTimeZone Zone { get; private set; } = null!;

    public string ListUrl => $"/schedules/{ScheduleId}/integrated-emails";

    public string FormUrl => EntryId is null ? $"{ListUrl}/new" : $"{ListUrl}/{EntryId}";

    public string Heading => EntryId is null ? "Add Integrated Email" : Form.Entry!.Name;

    /// <summary>What is chosen but not among the templates: kept, under the name that is known of it.</summary>
    public string? ChosenOtherwise => Input.CampaignId is { } chosen && Form.Templates.Find(chosen) is null
        ? Form.Entry?.CampaignId == chosen ? Form.Entry.CampaignName : $"Campaign {chosen}"
        : null;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(false, cancellationToken))
        {
            return NotFound();
        }

        Key = Guid.NewGuid();
        if (Form.Entry is { } entry)
        {
            Input = IntegratedEmailInput.From(entry);
            Version = entry.Version;
        }

        await WarnAsync(cancellationToken);
        return Page();
    }

    /// <summary>Refresh: Dotdigital's templates anew; what was typed stays.</summary>
    public async Task<IActionResult> OnPostRefreshAsync(CancellationToken cancellationToken) =>
        await ShowAsync(refresh: true, cancellationToken) ? this.Fragment(FormPartial, this) : NotFound();

    /// <summary>What the chosen list and category give to think about.</summary>
    public async Task<IActionResult> OnPostWarningsAsync(CancellationToken cancellationToken) =>
        await ShowAsync(refresh: false, cancellationToken) ? this.Fragment("_Warnings", this) : NotFound();

    /// <summary>Ok.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        try
        {
            switch (await mediator.Send(
                new SaveIntegratedEmail(ScheduleId, EntryId, Version, Key == Guid.Empty ? Guid.NewGuid() : Key, Input, HttpContext.Actor()),
                cancellationToken))
            {
                case null:
                    return NotFound();
                case EmailSaved.Done done:
                    this.Notify($"{done.Name} is saved.");
                    return this.GoTo(ListUrl);
                case EmailSaved.Refused refused:
                    ModelState.AddModelError($"{nameof(Input)}.{refused.Field}", refused.Why);
                    break;
                case EmailSaved.ChangedMeanwhile:
                    ChangedMeanwhile = true;
                    break;
            }
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused);
        }

        return await ShowAsync(refresh: false, cancellationToken) ? this.Invalid(FormPartial, this) : NotFound();
    }

    private async Task<bool> ShowAsync(bool refresh, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(refresh, cancellationToken))
        {
            return false;
        }

        await WarnAsync(cancellationToken);
        return true;
    }

    private async Task<bool> LoadAsync(bool refresh, CancellationToken cancellationToken)
    {
        var form = await mediator.Send(new GetIntegratedEmailForm(ScheduleId, EntryId, refresh), cancellationToken);
        Form = form!;
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        return form is not null;
    }

    private async Task WarnAsync(CancellationToken cancellationToken)
    {
        if (Input.CustomerListId is { } listId)
        {
            var category = Form.Categories.FirstOrDefault(choice => choice.Id == Input.MailingCategoryId)?.Name;
            Warnings = await mediator.Send(new GetEmailWarnings(ScheduleId, listId, category), cancellationToken);
        }
    }
}
