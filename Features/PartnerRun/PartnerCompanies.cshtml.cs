using CustomerListSchedules.Features.CollectReport;
using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.Shared;
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

    public async Task OnGetAsync(CancellationToken cancellationToken) => await Load(cancellationToken);

    /// <summary>The reports and files alone, asked for again while something is under way.</summary>
    public async Task<IActionResult> OnGetProgressAsync(CancellationToken cancellationToken)
    {
        await Load(cancellationToken);
        return Partial("_Reports", this);
    }

    public async Task<IActionResult> OnPostRunAsync(long list, CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new RunOnDemand(list, HttpContext.Actor()), cancellationToken);
        switch (result)
        {
            case RunOnDemandResult.NotFound:
                return NotFound();
            case RunOnDemandResult.Paused:
                this.Notify("This report is not available at the moment.", "warn");
                break;
            case RunOnDemandResult.TooMany:
                this.Notify($"You have {RunOnDemand.MostAtOnce} reports running. Start this one when one of them is ready.", "warn");
                break;
        }

        return this.GoTo("/partner-companies");
    }

    public async Task<IActionResult> OnGetDownloadAsync(long request, CancellationToken cancellationToken)
    {
        await Load(cancellationToken);
        return Reports.Files.FirstOrDefault(file => file.RequestId == request) is { FileId: { } fileId } file
            ? new FileDownload(new DownloadableFile(fileId, null, file.FileName!, file.ContentType!, file.Size!.Value))
            : NotFound();
    }

    private async Task Load(CancellationToken cancellationToken) =>
        Reports = await mediator.Send(new ListReports(User.UserId()!.Value), cancellationToken);
}
