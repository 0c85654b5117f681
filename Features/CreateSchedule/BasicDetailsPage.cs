using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Status;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>Basic Details of a new schedule and of one that is there: one form, one live preview, one way to save.</summary>
[SaveAgain]
public abstract class BasicDetailsPage(IMediator mediator, VenueReader venues) : PageModel
{
    [BindProperty]
    public BasicDetailsInput Details { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    /// <summary>Names this form, so that a new schedule is made once however often it is sent.</summary>
    [BindProperty]
    public Guid Key { get; set; }

    /// <summary>The month of the calendar that was asked for, as <see cref="MonthWords.Key"/> writes it.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Month { get; set; }

    /// <summary>The Customer List that a new schedule is made for: Next leads to it.</summary>
    [BindProperty(SupportsGet = true)]
    public long? CustomerList { get; set; }

    /// <summary>Null for a new one.</summary>
    public virtual long? ScheduleId => null;

    /// <summary>Where the form is posted, whichever handler answered with it.</summary>
    public string FormUrl => ScheduleId is { } id ? $"/schedules/{id}/basic-details" : "/schedules/new";

    /// <summary>Whether nothing has been sent yet.</summary>
    public bool Opened { get; private set; }

    public RecurrencePreview Preview { get; private set; } = null!;

    /// <summary>What is wrong with the times of a day, until it is said as an error.</summary>
    public string? TimesProblem =>
        Preview.Part == RecurrencePart.DailyFrequency && ModelState["Details.DailyFrequency"]?.Errors is not { Count: > 0 }
            ? Preview.Problem
            : null;

    /// <summary>What is wrong with Not on, until it is said as an error.</summary>
    public string? NotOnProblem =>
        Preview.Part == RecurrencePart.NotOn && ModelState["Details.NotOn"]?.Errors is not { Count: > 0 } ? Preview.Problem : null;

    public BasicDetailsSaved.ChangedMeanwhile? Conflict { get; private set; }

    public Venue Venue { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await mediator.Send(new GetBasicDetails(ScheduleId), cancellationToken) is not { } details)
        {
            return NotFound();
        }

        (Details, Version, Opened) = (details.Input, details.Version, true);
        Key = ScheduleId is null ? Guid.NewGuid() : Guid.Empty;
        await ShowAsync(cancellationToken);
        return Page();
    }

    /// <summary>The swapped part of the form: what the choices so far ask for, and what they mean.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancellationToken)
    {
        ModelState.Clear();
        await ShowAsync(cancellationToken);
        return Request.IsHtmx() ? Partial("_Choices", this) : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        IgnoreUnused();
        if (!ModelState.IsValid)
        {
            return await RefuseAsync(cancellationToken);
        }

        BasicDetailsSaved? saved;
        try
        {
            var key = Key == Guid.Empty ? Guid.NewGuid() : Key;
            saved = await mediator.Send(new SaveBasicDetails(ScheduleId, Details, Version, key, HttpContext.Actor()), cancellationToken);
        }
        catch (ValidationException refused)
        {
            this.AddErrors(refused);
            return await RefuseAsync(cancellationToken);
        }

        switch (saved)
        {
            case BasicDetailsSaved.Done done:
                return this.GoTo(ScheduleActions.NextUrl(done.Id, Details.Action, CustomerList));
            case BasicDetailsSaved.HasEntries entries:
                ModelState.AddModelError("Details.Action", entries.Why);
                return await RefuseAsync(cancellationToken);
            case BasicDetailsSaved.Impossible impossible:
                ModelState.AddModelError($"Details.{impossible.Field}", impossible.Why);
                return await RefuseAsync(cancellationToken);
            case BasicDetailsSaved.ChangedMeanwhile conflict:
                Conflict = conflict;
                ModelState.Remove(nameof(Version));
                Version = conflict.Version;
                return await RefuseAsync(cancellationToken);
            default:
                return NotFound();
        }
    }

    // A field that the choices do not use may hold anything, also what cannot be read as a number.
    private void IgnoreUnused()
    {
        foreach (var field in Details.Unused().Select(name => $"{nameof(Details)}.{name}"))
        {
            foreach (var key in ModelState.Keys.Where(key => key == field || key.StartsWith(field + "[", StringComparison.Ordinal))
                .ToList())
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

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        Preview = await mediator.Send(new PreviewRecurrence(Details, ScheduleId, MonthWords.Read(Month)), cancellationToken);
        Venue = await venues.ReadAsync(cancellationToken);
    }
}
