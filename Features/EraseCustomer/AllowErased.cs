using CustomerListSchedules.Features.ImportData.Holding;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.EraseCustomer;

/// <summary>Lets imports record a person again who was erased, and wishes to be.</summary>
/// <returns>Whether somebody with this reference was erased.</returns>
public sealed record AllowErased(string Reference, Actor Actor) : IRequest<bool>;

internal sealed class AllowErasedHandler(NpgsqlDataSource dataSource, ErasureKey key, AuditLog audit) : IRequestHandler<AllowErased, bool>
{
    public async Task<bool> Handle(AllowErased request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var hash = await key.HashAsync(connection, request.Reference.Trim(), cancellationToken);
        var allowed = await connection.ReadOneAsync<long?>(
            "delete from erased_customers where reference_hash = @hash returning customer_id", new { hash }, cancellationToken);
        if (allowed is not { } customer)
        {
            return false;
        }

        await audit.WriteAsync(connection, request.Actor, "customer.allowed_again", "customer", customer, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
