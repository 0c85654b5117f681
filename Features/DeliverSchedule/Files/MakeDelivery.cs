using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Features.DeliverSchedule.Sharing;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Infrastructure.Scheduling;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;

namespace CustomerListSchedules.Features.DeliverSchedule.Files;

/// <summary>
/// Takes the next delivery that waits, runs its list into an encrypted file and writes its messages. False when none waits.
/// </summary>
public sealed record MakeDelivery : IRequest<bool>;

internal sealed class MakeDeliveryHandler(
    WorkQueue<DeliveryClaim> queue, DeliveryOutcomes outcomes, ListRunner lists, LastDeliveries lastDeliveries, MakeParts parts,
    AskSharing sharing, LowPriorityGate lane, ILogger<MakeDeliveryHandler> logger)
    : IRequestHandler<MakeDelivery, bool>
{
    /// <summary>How often a partner's file gives way to staff while it is written.</summary>
    private const int RowsBetweenWays = 256;

    public Task<bool> Handle(MakeDelivery request, CancellationToken cancellationToken) =>
        queue.WorkAsync(1, DeliverAsync, FailAsync, cancellationToken);

    private async Task DeliverAsync(DeliveryClaim claim, WorkLease lease)
    {
        var onDemand = claim.RunKind == "on_demand";
        var what = new ListToRun(claim.Name, claim.Snapshot, claim.FileFormat, claim.AsOf, OneCore: onDemand, WithTotals: true)
        {
            Performance = RunPerformance.Of(claim.PerformanceId, claim.PerformanceName, claim.PerformanceStartsAt),
        };
        var rowWritten = Progress(lease, onDemand);
        if (claim.PartKey is not null)
        {
            await parts.MakeAsync(claim, what, lease, rowWritten);
            return;
        }

        if (await outcomes.SkipIfGoneAsync(claim, null, lease.Token))
        {
            return;
        }

        var comparison = await lastDeliveries.OpenAsync(claim, lease.Token);
        var asked = await sharing.AskAsync(claim.Snapshot, claim.Recipients, lease.Token);
        var made = await lists.MakeFileAsync(
            what with { Preferences = asked.Preferences }, comparison?.Newcomers, rowWritten, lease.Token);
        if (!await outcomes.SkipIfGoneAsync(claim, made.FileId, lease.Token))
        {
            await outcomes.CompleteAsync(claim, made, comparison, asked.Of(claim.Recipients, made.Agreement), lease.Token);
        }
    }

    private Action<long> Progress(WorkLease lease, bool givesWay)
    {
        var rowsSoFar = 0L;
        lease.Progress = () => new { rowsSoFar = Volatile.Read(ref rowsSoFar) };
        return count =>
        {
            if (givesWay && count % RowsBetweenWays == 0)
            {
                lane.GiveWay();
            }

            Volatile.Write(ref rowsSoFar, count);
        };
    }

    private Task FailAsync(DeliveryClaim claim, Exception exception)
    {
        logger.LogError("Delivery {Delivery} failed at attempt {Attempt}: {Error}", claim.Id, claim.Attempt, exception.GetType().Name);
        return outcomes.FailAsync(claim, FailureWords.For(exception), CancellationToken.None);
    }
}
