using CustomerListSchedules.Features.NotifyStaff;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Email;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Reminders;

/// <summary>
/// Tells administrators when all stored files come near the size that is expected at most, and when they pass it: once each, until they
/// have become a tenth of it smaller again.
/// </summary>
public sealed record WatchStoredSize : IRequest<Unit>;

internal sealed class WatchStoredSizeHandler(
    NpgsqlDataSource dataSource, StoredSizeOptions options, MessageIds messageIds, IClock clock,
    ILogger<WatchStoredSizeHandler> logger) : IRequestHandler<WatchStoredSize, Unit>
{
    private static readonly int[] Percents = [80, 100];

    private const string SizeSql = "select coalesce(sum(stored_bytes), 0)::bigint from stored_files where deleted_at is null";

    private const string AlarmSql =
        """
        insert into stored_size_alarms (percent, alarmed_at)
        select percent, @now
        from unnest(@reached::integer[]) percent
        on conflict do nothing
        """;

    private const string OverSql = "delete from stored_size_alarms where percent - 10 > @percentNow";

    public async Task<Unit> Handle(WatchStoredSize request, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var size = await connection.ScalarAsync<long>(SizeSql, null, cancellationToken);
        var percentNow = 100.0 * size / options.AlarmBytes;
        int[] reached = [.. Percents.Where(percent => percentNow >= percent)];
        if (await connection.RunAsync(AlarmSql, new { reached, now }, cancellationToken) > 0)
        {
            logger.LogWarning("Stored files come to {Percent} % of Files:AlarmGigabytes", (int)percentNow);
            await InsertNotices.ExecuteAsync(
                connection, messageIds, [(null, new NoticeItem("Stored files", Words(size, options.AlarmBytes), "/settings#files"))],
                "Stored files need room", now, cancellationToken);
        }

        await connection.RunAsync(OverSql, new { percentNow }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Unit.Value;
    }

    private static string Words(long size, long most) =>
        $"All files that can still be collected come to {FileSize.Words(size)} in the database; "
        + (size < most
            ? $"at most {FileSize.Words(most)} are expected."
            : $"that is more than the {FileSize.Words(most)} that are expected.")
        + " Let links expire sooner, revoke files that nobody needs, or make room for the database and raise Files:AlarmGigabytes.";
}
