using CustomerListSchedules.Features.Shared.Downloads;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.Files;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Files;

/// <summary>
/// Deletes files past their expiry that nobody is collecting, what attempts without an end left behind, and runs older than they are kept.
/// </summary>
public sealed record DeleteExpiredFiles : IRequest<Unit>;

internal sealed class DeleteExpiredFilesHandler(NpgsqlDataSource dataSource, EncryptedFileStore store, AuditLog audit, IClock clock)
    : IRequestHandler<DeleteExpiredFiles, Unit>
{
    private const string NextSql =
        $"""
        select f.id, f.completed_at is not null as completed
        from stored_files f
        where f.deleted_at is null
          and (f.expires_at <= @now or (f.completed_at is null and f.created_at < @now - interval '24 hours'))
          and not {DownloadsUnderWay.Sql}
        order by f.id
        limit 1
        for update skip locked
        """;

    // What mailings left behind in Dotdigital is deleted first; in a former account nobody can.
    private const string OldRunsSql =
        $"""
        delete from runs
        where id in (
          select r.id
          from runs r
          cross join venue_settings v
          where r.finished_at < @now - make_interval(months => v.keep_months)
            and not exists (
              select from deliveries d join stored_files f on f.id = d.file_id where d.run_id = r.id and f.deleted_at is null)
            and not exists (
              select from mailings m
              where m.run_id = r.id and m.api_user = {DotdigitalAccounts.CurrentUserSql} and (
                (m.address_book_id is not null and m.address_book_deleted_at is null)
                or (m.state <> 'sent' and m.copied_campaign_id is not null and m.copy_deleted_at is null)))
          order by r.id
          limit 1000)
        """;

    public async Task<Unit> Handle(DeleteExpiredFiles request, CancellationToken cancellationToken)
    {
        while (await DeleteNextAsync(cancellationToken))
        {
        }
        await dataSource.RunAsync(OldRunsSql, new { now = clock.GetCurrentInstant() }, cancellationToken);
        return Unit.Value;
    }

    private async Task<bool> DeleteNextAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var file = await connection.ReadOneAsync<FileRow>(NextSql, new { now = clock.GetCurrentInstant() }, cancellationToken);
        if (file is null)
        {
            return false;
        }

        await store.DeleteAsync(connection, file.Id, cancellationToken);
        if (file.Completed)
        {
            await audit.WriteAsync(connection, Actor.System, "file.deleted", "file", file.Id, new { why = "expired" }, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private sealed record FileRow
    {
        public long Id { get; init; }
        public bool Completed { get; init; }
    }
}
