using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>Basic Details of a new schedule and of one that is there: one form, one live preview.</summary>
public abstract class BasicDetailsPage(IMediator mediator, VenueReader venues) : PageModel
{
    [BindProperty]
    public BasicDetailsInput Details { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    /// <summary>Names this form, so that a new schedule is made once however often it is sent.</summary>
    [BindProperty]
    public Guid Key { get; set; }

    public virtual long? ScheduleId => null;

    /// <summary>Where the form is posted, whichever handler answered with it.</summary>
    public string FormUrl => ScheduleId is { } id ? $"/schedules/{id}/basic-details" : "/schedules/new";

    public RecurrencePreview Preview { get; private set; } = null!;

    public BasicDetailsSaved.ChangedMeanwhile? Conflict { get; private set; }

    public Venue Venue { get; private set; } = null!;

    protected IMediator Mediator => mediator;

    /// <summary>The swapped part of the form: what the choices so far ask for, and what they mean.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancellationToken)
    {
        ModelState.Clear();
        await ShowAsync(cancellationToken);
        return Request.IsHtmx() ? Partial("_Choices", this) : Page();
    }

    protected async Task ShowAsync(CancellationToken cancellationToken)
    {
        Preview = await mediator.Send(new PreviewRecurrence(Details, ScheduleId), cancellationToken);
        Venue = await venues.ReadAsync(cancellationToken);
    }

    protected async Task<IActionResult> SaveAsync(Func<Task<IActionResult>> save, CancellationToken cancellationToken)
    {
        IgnoreUnused();
        try
        {
            return ModelState.IsValid ? await save() : await RefuseAsync(cancellationToken);
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused);
            return await RefuseAsync(cancellationToken);
        }
    }

    protected async Task<IActionResult> AnswerAsync(long id, BasicDetailsSaved saved, CancellationToken cancellationToken)
    {
        switch (saved)
        {
            case BasicDetailsSaved.Gone:
                return NotFound();
            case BasicDetailsSaved.HasEntries entries:
                ModelState.AddModelError("Details.Action", entries.Words);
                return await RefuseAsync(cancellationToken);
            case BasicDetailsSaved.ChangedMeanwhile conflict:
                Conflict = conflict;
                ModelState.Remove(nameof(Version));
                Version = conflict.Version;
                return await RefuseAsync(cancellationToken);
            default:
                return this.GoTo(ScheduleActions.PageUrl(id, Details.Action));
        }
    }

    // A field that the choices do not use may hold anything, also what cannot be read as a number.
    private void IgnoreUnused()
    {
        foreach (var field in Details.Unused().Select(name => $"{nameof(Details)}.{name}"))
        {
            foreach (var key in ModelState.Keys.Where(key => key == field || key.StartsWith(field + "[", StringComparison.Ordinal)).ToList())
            {
                ModelState.Remove(key);
            }
        }
    }

    private async Task<IActionResult> RefuseAsync(CancellationToken cancellationToken)
    {
        await ShowAsync(cancellationToken);
        return this.Invalid("_BasicDetails", this);
    }
}
