using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

/// <summary>New recovery codes in place of the old ones, which end; takes the password.</summary>
public sealed record RenewRecoveryCodes(Guid UserId, PasswordAnswer.Given Password, Actor Actor) : IRequest<TwoStepChange>;

internal sealed class RenewRecoveryCodesHandler(
    NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<RenewRecoveryCodes, TwoStepChange>
{
    public async Task<TwoStepChange> Handle(RenewRecoveryCodes request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
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
