using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.Shared.Downloads;

/// <summary>
/// Records that a download begins, before its first byte leaves: who, when, from where. Gives the record's id, and null where the file
/// has gone meanwhile.
/// </summary>
public sealed record RecordDownload(long FileId, long? MessageId, Actor Actor) : IRequest<long?>;

internal sealed class RecordDownloadHandler(
    NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<RecordDownload, long?>
{
    private const string Sql =
        """
        insert into downloads (file_id, message_id, user_id, downloaded_at, from_address)
        select id, @messageId, @userId, @now, @fromAddress
        from stored_files
        where id = @fileId and deleted_at is null
        for key share
        returning id
        """;

    public async Task<long?> Handle(RecordDownload request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var id = await connection.ScalarAsync<long?>(
            Sql,
            new { request.FileId, request.MessageId, request.Actor.UserId, now = clock.GetCurrentInstant(), request.Actor.FromAddress },
            cancellationToken);
        if (id is null)
        {
            return null;
        }

        await audit.WriteAsync(
            connection, request.Actor, "file.downloaded", "file", request.FileId, new { request.MessageId }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return id;
    }
}
