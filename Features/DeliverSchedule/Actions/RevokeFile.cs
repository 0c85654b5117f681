using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files;
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
    public async Task<RevokeResult?> Handle(RevokeFile request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await Revocation.RevokeAsync(
            connection, store, audit, request.StoredFileId, request.Reason, request.Actor, clock.GetCurrentInstant(), cancellationToken))
        {
            var known = await connection.ScalarAsync<bool>(
                "select exists (select from stored_files where id = @StoredFileId)", new { request.StoredFileId }, cancellationToken);
            return known ? new RevokeResult.Already() : null;
        }

        await transaction.CommitAsync(cancellationToken);
        return new RevokeResult.Done();
    }
}
