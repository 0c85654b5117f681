using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files;
using Dapper;
using FluentValidation;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Actions;

/// <summary>
/// Takes a stored file back: its content is deleted at once, messages about it that were not sent are cancelled, and the
/// people named on it are told that it was revoked. A file still being made is thrown away, and made anew.
/// </summary>
/// <param name="StoredFileId">The file, of whatever run or export.</param>
/// <param name="Reason">Why, for staff and the audit; at most 500 characters.</param>
/// <param name="Actor">Who revokes it.</param>
public sealed record RevokeFile(long StoredFileId, string Reason, Actor Actor) : IRequest<RevokeResult?>
{
    internal const int LongestReason = 500;
}

public abstract record RevokeResult
{
    public sealed record Done : RevokeResult;

    /// <summary>It was deleted or revoked before: there is no content left.</summary>
    public sealed record Already : RevokeResult;
}

internal sealed class RevokeFileValidator : AbstractValidator<RevokeFile>
{
    public RevokeFileValidator() => RuleFor(request => request.Reason)
        .NotEmpty().WithMessage("Say why the file is revoked.")
        .MaximumLength(RevokeFile.LongestReason).WithMessage($"Use at most {RevokeFile.LongestReason} characters.");
}

internal sealed class RevokeFileHandler(NpgsqlDataSource dataSource, EncryptedFileStore store, AuditLog audit, IClock clock)
    : IRequestHandler<RevokeFile, RevokeResult?>
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

    public async Task<RevokeResult?> Handle(RevokeFile request, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var parameters = new { id = request.StoredFileId, request.Actor.UserId, request.Reason, now };
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.RunAsync(LockRunsSql, parameters, cancellationToken);
        if (await connection.ScalarAsync<string?>(RevokeSql, parameters, cancellationToken) is not { } name)
        {
            var known = await connection.ScalarAsync<bool>(
                "select exists (select from stored_files where id = @id)", parameters, cancellationToken);
            return known ? new RevokeResult.Already() : null;
        }

        await store.DeleteAsync(connection, request.StoredFileId, cancellationToken);
        var cancelled = await connection.ReadAllAsync<long>(CancelSql, parameters, cancellationToken);
        foreach (var delivery in cancelled.Distinct())
        {
            await Settlement.SettleAsync(connection, delivery, now, cancellationToken);
        }

        await audit.WriteAsync(
            connection, request.Actor, "file.revoked", "file", request.StoredFileId,
            new { name, request.Reason, cancelledMessages = cancelled.Count }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new RevokeResult.Done();
    }
}
