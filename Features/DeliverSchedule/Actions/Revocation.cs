using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Actions;

/// <summary>A file is taken back on the caller's transaction: its content goes, and messages about it that were not sent.</summary>
internal static class Revocation
{
    // Runs before messages, in the order in which a retry locks them.
    private const string LockRunsSql =
        "select id from runs where id in (select run_id from deliveries where file_id = @id) order by id for update";

    private const string RevokeSql =
        """
        update stored_files
        set revoked_at = @now, revoked_by = @userId, revoked_reason = @reason
        where id = @id and deleted_at is null and revoked_at is null
        returning name
        """;

    private const string CancelSql =
        """
        update messages m
        set state = 'cancelled', token_protected = null
        from deliveries d
        where d.file_id = @id and m.delivery_id = d.id and m.state = 'waiting'
        returning m.delivery_id
        """;

    /// <returns>False where there is no such file, or nothing left of it.</returns>
    public static async Task<bool> RevokeAsync(
        NpgsqlConnection connection, EncryptedFileStore store, AuditLog audit, long fileId, string reason, Actor actor, Instant now,
        CancellationToken cancellationToken)
    {
        var parameters = new { id = fileId, actor.UserId, reason, now };
        await connection.RunAsync(LockRunsSql, parameters, cancellationToken);
        if (await connection.ScalarAsync<string?>(RevokeSql, parameters, cancellationToken) is not { } name)
        {
            return false;
        }

        await store.DeleteAsync(connection, fileId, cancellationToken);
        var cancelled = await connection.ReadAllAsync<long>(CancelSql, parameters, cancellationToken);
        await UnsentMessages.SettleAsync(connection, cancelled, now, cancellationToken);

        await audit.WriteAsync(
            connection, actor, "file.revoked", "file", fileId, new { name, reason, cancelledMessages = cancelled.Count },
            cancellationToken);
        return true;
    }
}
