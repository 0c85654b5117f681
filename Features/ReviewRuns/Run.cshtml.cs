using System.Text.Json;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.ReviewRuns.Sentences;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.ReviewRuns;

[Authorize(Policies.Staff)]
public sealed class RunModel(IMediator mediator, VenueReader venues, IClock clock) : PageModel
{
    [BindProperty(SupportsGet = true), FromRoute]
    public long Id { get; set; }

    public RunDetails Run { get; private set; } = null!;

    /// <summary>Who collected the files, by delivery.</summary>
    public IReadOnlyDictionary<long, DeliveredFile> Files { get; private set; } = new Dictionary<long, DeliveredFile>();

    public DateTimeZone Zone { get; private set; } = null!;

    public Instant Now { get; } = clock.GetCurrentInstant();

    public RunSentence Sentence => RunSentence.Of(Run, Files, Zone, Now);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? Page() : NotFound();

    /// <summary>The run's body alone, asked for again while the run is under way.</summary>
    public async Task<IActionResult> OnGetProgressAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? Partial("_Run", this) : NotFound();

    public async Task<IActionResult> OnPostRetryAsync(CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new RetryRun(Id, HttpContext.Actor()), cancellationToken);
        if (result is null)
        {
            return NotFound();
        }

        if (result is true)
        {
            this.Notify("What failed is being tried again.");
        }
        else
        {
            this.Notify("There is nothing in this run to try again.", "warn");
        }

        return this.GoTo($"/runs/{Id}");
    }

    public async Task<IActionResult> OnPostResendAsync(
        long message, Guid? key, string? returnUrl, CancellationToken cancellationToken)
    {
        switch (await mediator.Send(new ResendLink(Id, message, HttpContext.Actor(), key), cancellationToken))
        {
            case ResendResult.Done resent:
                this.Notify($"A new link is on its way to {resent.Recipient}. The old one no longer works.");
                break;
            case ResendResult.Refused refused:
                this.Notify(refused.Why, "warn");
                break;
            default:
                return NotFound();
        }

        return this.GoTo(Url.IsLocalUrl(returnUrl) ? returnUrl : $"/runs/{Id}");
    }

    public static IReadOnlyList<ResolvedDateMetric> DateMetrics(DeliveryDetails delivery) =>
        JsonSerializer.Deserialize<ResolvedDateMetric[]>(delivery.DateMetrics ?? "[]", JsonSerializerOptions.Web)!;

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await mediator.Send(new GetRun(Id), cancellationToken) is not { } run)
        {
            return false;
        }

        Run = run;
        Files = (await mediator.Send(new ListCollections(null, Id, int.MaxValue), cancellationToken)).ToDictionary(file => file.DeliveryId);
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        return true;
    }
}
