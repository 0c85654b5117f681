using System.Globalization;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Downloads;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>An import under way, what its dry run found, and what it did.</summary>
public sealed class ImportStatusModel(IMediator mediator, VenueReader venues) : PageModel
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    [BindProperty]
    public int Version { get; set; }

    /// <summary>How many to retire, as typed.</summary>
    [BindProperty]
    public string Retire { get; set; } = "";

    public Import Import { get; private set; } = null!;

    public DateTimeZone Zone { get; private set; } = null!;

    public bool Damaged { get; private set; }

    public async Task<IActionResult> OnGetAsync(bool damaged, CancellationToken cancellationToken)
    {
        Damaged = damaged;
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        return Import is { State: ImportStates.Uploaded, HasFile: true } ? Redirect($"/import/{Id}/columns") : Page();
    }

    /// <summary>How far it is, asked for again while it is under way.</summary>
    public async Task<IActionResult> OnGetProgressAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? Partial("_Import", this) : NotFound();

    public async Task<IActionResult> OnGetRefusedAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) && Import is { RefusedFileId: { } file, RefusedGone: false } import
            ? new FileDownload(new DownloadableFile(
                file, null, import.RefusedFileName!, import.RefusedContentType!, import.RefusedSizeBytes!.Value))
            : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var retire = long.TryParse(
            Retire.Replace(",", "", StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : (long?)null;
        var change = await mediator.Send(new StartImport(Id, Version, retire, HttpContext.Actor()), cancellationToken);
        if (change is ImportChange.Done)
        {
            return this.GoTo($"/import/{Id}");
        }

        if (change is null || !await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        ModelState.Clear();
        ModelState.AddModelError(
            change is ImportChange.NotConfirmed ? "Retire" : "",
            change is ImportChange.NotConfirmed
                ? $"Type {Plural.Number(Import.Outcome!.Missing)} to agree to it."
                : "This import has changed meanwhile. See how it is now; nothing was done.");
        return this.Invalid("_Import", this);
    }

    public async Task<IActionResult> OnPostAbandonAsync(CancellationToken cancellationToken)
    {
        var change = await mediator.Send(new AbandonImport(Id, HttpContext.Actor()), cancellationToken);
        if (change is null)
        {
            return NotFound();
        }

        this.Notify(
            change is ImportChange.Done
                ? "The import was stopped and its file deleted. Nothing of it was imported."
                : "It had ended before it could be stopped.",
            change is ImportChange.Done ? "good" : "warn");
        return this.GoTo(change is ImportChange.Done ? "/import" : $"/import/{Id}");
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await mediator.Send(new GetImport(Id), cancellationToken) is not { } import)
        {
            return false;
        }

        Import = import;
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        return true;
    }
}
