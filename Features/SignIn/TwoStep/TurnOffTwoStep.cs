using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

/// <summary>
/// Signing in takes the password alone again; takes it, and ends the account's other sessions. Refused while administrators require two
/// steps.
/// </summary>
public sealed record TurnOffTwoStep(Guid UserId, PasswordAnswer.Given Password, Actor Actor) : IRequest<TwoStepChange>;

internal sealed class TurnOffTwoStepHandler(
    NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<TurnOffTwoStep, TwoStepChange>
{
    public async Task<TwoStepChange> Handle(TurnOffTwoStep request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ScalarAsync<bool>("select require_two_step from venue_settings", cancellationToken))
        {
            return new TwoStepChange.Refused("", "Administrators require two-step sign-in of staff, so it stays on.");
        }

        var removed = await connection.RunAsync(
            "delete from authenticators where user_id = @UserId", new { request.UserId }, cancellationToken);
        if (removed > 0)
        {
            await TwoStepRows.EndSessionsAsync(connection, request.UserId, cancellationToken);
            await audit.WriteAsync(
                connection, request.Actor, "account.two_step_turned_off", "account", request.UserId, null, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new TwoStepChange.Done([]);
    }
}
