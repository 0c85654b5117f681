using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

/// <summary>New recovery codes in place of the old ones, which end; asks for the password.</summary>
public sealed record RenewRecoveryCodes(Guid UserId, string Present, Actor Actor) : IRequest<TwoStepChange>;

internal sealed class RenewRecoveryCodesHandler(
    NpgsqlDataSource dataSource, TwoStepRows rows, AuditLog audit) : IRequestHandler<RenewRecoveryCodes, TwoStepChange>
{
    public async Task<TwoStepChange> Handle(RenewRecoveryCodes request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await rows.PasswordProblemAsync(
            connection, request.UserId, request.Present, "recovery codes", request.Actor, cancellationToken) is { } wrong)
        {
            await transaction.CommitAsync(cancellationToken);
            return new TwoStepChange.Refused(nameof(request.Present), wrong);
        }

        if (!await connection.ScalarAsync<bool>(
            "select exists (select from authenticators where user_id = @UserId)", new { request.UserId }, cancellationToken))
        {
            return new TwoStepChange.Refused("", "Two-step sign-in is not set up any more.");
        }

        var codes = await TwoStepRows.NewCodesAsync(connection, request.UserId, cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "account.recovery_codes_renewed", "account", request.UserId, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new TwoStepChange.Done(codes);
    }
}
