using CustomerListSchedules.Features.Shared.Downloads;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Files;

/// <summary>
/// A newer on-demand file of a report takes the place of the earlier ones: they expire at once, unless somebody asked for one of them who
/// has not asked for the newer, or is collecting it.
/// </summary>
internal static class ReplaceEarlierFiles
{
    private const string Sql =
        $"""
        update stored_files f
        set expires_at = @now, replaced_by = newer.file_id
        from deliveries newer
        join deliveries d on d.scheduled_list_id = newer.scheduled_list_id and d.on_demand and d.id < newer.id
          and d.part_key is not distinct from newer.part_key
        where newer.id = @deliveryId and newer.file_id is not null
          and f.id = d.file_id and f.deleted_at is null and f.revoked_at is null and f.expires_at > @now
          and not exists (
            select from run_requests q
            where q.run_id = d.run_id and q.scheduled_list_id = d.scheduled_list_id
              and not exists (
                select from run_requests again
                where again.run_id = newer.run_id and again.scheduled_list_id = q.scheduled_list_id and again.user_id = q.user_id))
          and not {DownloadsUnderWay.Sql}
        returning f.id, newer.file_id as newer_id
        """;

    /// <param name="connection">In the transaction that completes the newer file.</param>
    /// <param name="audit">Gets an entry for each file that was replaced.</param>
    /// <param name="deliveryId">Of the newer file, which may be none.</param>
    /// <param name="now">When it was completed.</param>
    /// <param name="cancellationToken">Ends waiting for the database.</param>
    public static async Task ExecuteAsync(
        NpgsqlConnection connection, AuditLog audit, long deliveryId, Instant now, CancellationToken cancellationToken)
    {
        foreach (var replaced in await connection.ReadAllAsync<ReplacedRow>(Sql, new { deliveryId, now }, cancellationToken))
        {
            await audit.WriteAsync(
                connection, Actor.System, "file.replaced", "file", replaced.Id, new { by = replaced.NewerId }, cancellationToken);
        }
    }

    private sealed record ReplacedRow
    {
        public long Id { get; init; }
        public long NewerId { get; init; }
    }
}
