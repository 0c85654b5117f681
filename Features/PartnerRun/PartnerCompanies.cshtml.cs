using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Downloads;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.PartnerRun;

/// <summary>The Partner Companies interface: its Reports tab.</summary>
public sealed class PartnerCompaniesModel(IMediator mediator) : PageModel
{
    public PartnerReports Reports { get; private set; } = null!;

    /// <summary>The report that was asked for just now.</summary>
    public string? Asked { get; private set; }

    /// <summary>The reports that the asking page shows as under way.</summary>
    public IReadOnlyList<string> Shown { get; private set; } = [];

    /// <summary>Why a report was not run, or a file not handed out.</summary>
    public string? Refusal { get; private set; }

    public async Task OnGetAsync(bool damaged, bool gone, bool replaced, CancellationToken cancellationToken)
    {
        Refusal = damaged ? "This file can no longer be opened, so nothing was downloaded. Run the report again, or ask the venue."
            : gone ? "This file was deleted and cannot be collected any more. Run the report again, or ask the venue."
            : replaced ? "A newer file of this report has taken its place: it is under Downloads."
            : null;
        await LoadAsync(cancellationToken);
    }

    /// <summary>What may have changed, asked for again while something is under way.</summary>
    public async Task<IActionResult> OnGetProgressAsync(string[] shown, CancellationToken cancellationToken)
    {
        Shown = shown;
        await LoadAsync(cancellationToken, described: false);
        return Partial("_Progress", this);
    }

    public async Task<IActionResult> OnPostRunAsync(long list, long? part, string[] shown, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new RunOnDemand(list, HttpContext.Actor(), part), cancellationToken);
        if (result is null)
        {
            return NotFound();
        }

        Asked = PartName.KeyOf(list, part);
        Refusal = (result as RunOnDemandResult.Refused)?.Why;
        if (Request.IsHtmx())
        {
            return await OnGetProgressAsync(shown, cancellationToken);
        }

        if (Refusal is not null)
        {
            this.Notify(Refusal, "warn");
        }

        return this.GoTo($"/partner-companies#report-{Asked}");
    }

    public async Task<IActionResult> OnGetDownloadAsync(long request, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken, described: false);
        return Reports.Files.FirstOrDefault(file => file.RequestId == request) is { FileId: { } fileId } file
            ? new FileDownload(new DownloadableFile(fileId, null, file.FileName!, file.ContentType!, file.Size!.Value))
            : Reports.Gone.FirstOrDefault(file => file.RequestId == request) is not { } gone ? NotFound()
            : this.GoTo(Reports.HasNewer(gone) ? "/partner-companies?replaced=true" : "/partner-companies?gone=true");
    }

    /// <summary>A file that was e-mailed to this person: as its link hands it out.</summary>
    public async Task<IActionResult> OnGetEmailedAsync(long message, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return Reports.Emailed.FirstOrDefault(file => file.MessageId == message) is { } file
            ? new FileDownload(
                new DownloadableFile(file.FileId!.Value, file.MessageId, file.FileName!, file.ContentType!, file.Size!.Value))
            : NotFound();
    }

    private async Task LoadAsync(CancellationToken cancellationToken, bool described = true) =>
        Reports = await mediator.Send(new ListReports(User.UserId()!.Value, described), cancellationToken);
}
