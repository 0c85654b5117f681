using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ChangeSettings;

/// <summary>An administrator has seen that the old protection keys are gone for good: the notice ends.</summary>
public sealed record AcceptPresentKeys(Actor Actor) : IRequest<Unit>;

internal sealed class AcceptPresentKeysHandler(
    KeyHealth keys, NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<AcceptPresentKeys, Unit>
{
    public async Task<Unit> Handle(AcceptPresentKeys request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await keys.AcceptPresentKeysAsync(connection, cancellationToken);
        await audit.WriteAsync(connection, request.Actor, "keys.accepted", "keys", 1, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Unit.Value;
    }
}
