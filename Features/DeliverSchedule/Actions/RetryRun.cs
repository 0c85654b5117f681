using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Actions;

/// <summary>
/// Tries again what failed in a run, and nothing else: files that could not be made, messages that were not accepted,
/// mailings that were not sent. False when nothing in it has failed, or what failed cannot be sent any more; null when there is no such
/// run.
/// </summary>
public sealed record RetryRun(long RunId, Actor Actor) : IRequest<bool?>;

internal sealed class RetryRunHandler(
    NpgsqlDataSource dataSource, LinkTokens tokens, AuditLog audit, IClock clock) : IRequestHandler<RetryRun, bool?>
{
    private const string LockSql =
        """
        select s.deleted_at is not null as deleted
        from runs r
        join schedules s on s.id = r.schedule_id
        where r.id = @runId
        for update of r
        """;

    private const string DeliveriesSql =
        $"""
        update deliveries d
        set {WorkAgain.SetSql}, finished_at = null, reason = null
        from scheduled_lists sl
        where d.run_id = @runId and d.state = 'failed' and d.made_at is null
          and sl.id = d.scheduled_list_id and sl.deleted_at is null
        """;

    private const string FailedMessagesSql =
        """
        select m.id, m.token_hash as hash, m.token_protected as protected
        from messages m
        join deliveries d on d.id = m.delivery_id
        left join stored_files f on f.id = d.file_id
        where d.run_id = @runId and m.state = 'failed' and m.kind = 'delivery'
          and (f.id is null or (f.deleted_at is null and f.revoked_at is null and f.expires_at > @now))
        order by m.id
        for update of m
        """;

    private const string MessageSql =
        $"""
        update messages
        set {WorkAgain.SetSql}, token_hash = @hash, token_protected = @protected
        where id = @id
        """;

    private const string ReopenSql =
        """
        update deliveries
        set state = 'sending', finished_at = null, reason = null
        where run_id = @runId and state in ('failed', 'partly_delivered')
          and exists (select from messages m where m.delivery_id = deliveries.id and m.state = 'waiting')
        """;

    public async Task<bool?> Handle(RetryRun request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        Task<int> ExecuteAsync(string sql) =>
            connection.RunAsync(sql, new { request.RunId, now }, cancellationToken);

        var deleted = await connection.ScalarAsync<bool?>(LockSql, new { request.RunId }, cancellationToken);
        if (deleted is null)
        {
            return null;
        }

        if (deleted is true)
        {
            return false;
        }

        var files = await ExecuteAsync(DeliveriesSql);
        var mailings = await FailedMailings.WaitAgainAsync(connection, request.RunId, null, now, cancellationToken);
        var messages = await connection.ReadAllAsync<MessageRow>(
            FailedMessagesSql, new { request.RunId, now }, cancellationToken);
        foreach (var message in messages)
        {
            // The same link again, unless the keys that protect it are lost.
            var token = tokens.CanReveal(message.Protected) ? (message.Hash, message.Protected) : tokens.Create();
            await connection.RunAsync(MessageSql, new { message.Id, now, token.Hash, token.Protected }, cancellationToken);
        }

        if (files + mailings + messages.Count == 0)
        {
            return false;
        }

        await ExecuteAsync(ReopenSql);
        await PartGroups.GatherAsync(connection, request.RunId, now, cancellationToken);
        await PartMails.GatherAsync(connection, request.RunId, now, cancellationToken);
        await Settlement.ReopenRunAsync(connection, request.RunId, cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "run.retried", "run", request.RunId, new { files, mailings, messages = messages.Count },
            cancellationToken);
        await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private sealed record MessageRow
    {
        public long Id { get; init; }
        public byte[] Hash { get; init; } = [];
        public byte[] Protected { get; init; } = [];
    }
}
