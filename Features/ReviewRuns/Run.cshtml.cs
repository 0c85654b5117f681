using System.Text.Json;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.ReviewRuns.Sentences;
using CustomerListSchedules.Features.Shared;
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
