using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Features.DeliverSchedule.Sharing;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.RunCustomerList.Parts;
using CustomerListSchedules.Features.RunCustomerList.Reading;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Files;

/// <summary>
/// Makes the parts of a split list that a claim stands for. Each is a delivery that ends by itself, fenced by its own attempt; the claimed
/// one is the last, since its lease is that of all: where a worker dies, the next makes those that are left.
/// </summary>
internal sealed class MakeParts(
    NpgsqlDataSource dataSource, PartsRunner runner, DeliveryOutcomes outcomes, SplitOutcomes splits, LastDeliveries lastDeliveries,
    AskSharing sharing, IClock clock, ILogger<MakeParts> logger)
{
    private const string TakeSql =
        $"""
        with claimed as (
          update deliveries d
          set state = 'making', attempt = d.attempt + 1, rows_so_far = 0
          from deliveries lead
          where lead.id = @id and lead.attempt = @attempt and lead.state = 'making'
            and d.made_with = lead.id and d.state in ('waiting', 'making')
          returning d.*
        ), attempts as (
          insert into delivery_attempts (delivery_id, attempt, started_at)
          select id, attempt, @now from claimed
        )
        {DeliveryClaim.SelectSql}
        from claimed c
        join runs r on r.id = c.run_id
        order by c.part_key, c.id
        """;

    public async Task MakeAsync(DeliveryClaim lead, ListToRun what, WorkLease lease, Action<long> rowWritten)
    {
        var parts = await TakeAsync(lead, lease.Token);
        var left = parts.ToDictionary(part => part.PartKey!);
        try
        {
            if (await outcomes.SkipIfGoneAsync(parts[0], null, lease.Token))
            {
                foreach (var part in parts.Skip(1))
                {
                    await outcomes.SkipIfGoneAsync(part, null, lease.Token);
                }

                return;
            }

            var asked = await sharing.AskAsync(lead.Snapshot, parts.SelectMany(part => part.Recipients).Distinct(), lease.Token);
            await runner.MakeAsync(
                what with
                {
                    Preferences = asked.Preferences,
                    PartNames = parts.ToDictionary(part => part.PartKey!, part => part.SplitValue!),
                },
                new ListSplit(lead.SplitBy!, [.. parts.Select(part => part.PartKey!)]),
                new Ends(outcomes, splits, lastDeliveries, asked, logger, lead, left),
                rowWritten,
                lease.Token);
        }
        catch (Exception e) when (!lease.Token.IsCancellationRequested && e is not OutOfMemoryException)
        {
            // What ended the work ends it for all of them; of the claimed one the queue is told.
            foreach (var part in left.Values.Where(part => part.Id != lead.Id))
            {
                await outcomes.FailAsync(part, FailureWords.For(e), CancellationToken.None);
            }

            throw;
        }
    }

    private async Task<IReadOnlyList<DeliveryClaim>> TakeAsync(DeliveryClaim lead, CancellationToken cancellationToken)
    {
        var others = await dataSource.ReadAllAsync<DeliveryClaim>(
            TakeSql, new { lead.Id, lead.Attempt, now = clock.GetCurrentInstant() }, cancellationToken);
        return [.. others, lead];
    }

    private sealed class Ends(
        DeliveryOutcomes outcomes, SplitOutcomes splits, LastDeliveries lastDeliveries, SharingAsked asked, ILogger logger,
        DeliveryClaim lead, Dictionary<string, DeliveryClaim> left) : IPartEnds
    {
        /// <summary>Of the part that is being made.</summary>
        private Comparison? comparison;

        public Task CountedAsync(SplitCounts counts, CancellationToken cancellationToken) =>
            splits.NoteAsync(lead, counts, cancellationToken);

        public async Task<Newcomers?> BeginAsync(string partKey, CancellationToken cancellationToken)
        {
            comparison = await lastDeliveries.OpenAsync(left[partKey], cancellationToken);
            return comparison?.Newcomers;
        }

        public async Task MadeAsync(string partKey, MadeFile made, CancellationToken cancellationToken)
        {
            var part = left[partKey];
            if (!await outcomes.SkipIfGoneAsync(part, made.FileId, cancellationToken))
            {
                await outcomes.CompleteAsync(part, made, comparison, asked.Of(part.Recipients, made.Agreement), cancellationToken);
            }

            left.Remove(partKey);
        }

        public async Task FailedAsync(string partKey, Exception exception)
        {
            var part = left[partKey];
            logger.LogError("Delivery {Delivery} failed at attempt {Attempt}: {Error}", part.Id, part.Attempt, exception.GetType().Name);
            await outcomes.FailAsync(part, FailureWords.For(exception), CancellationToken.None);
            left.Remove(partKey);
        }
    }
}
