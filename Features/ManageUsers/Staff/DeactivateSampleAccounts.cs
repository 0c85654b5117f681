using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ManageUsers.Staff;

/// <summary>Deactivates every account that sample data made, and ends its sessions.</summary>
public sealed record DeactivateSampleAccounts(Actor Actor) : IRequest<SampleAccountsDeactivated>;

/// <param name="Addresses">Those that were active.</param>
/// <param name="AdministratorLeft">Whether anybody can still administer the site.</param>
public sealed record SampleAccountsDeactivated(IReadOnlyList<string> Addresses, bool AdministratorLeft);

internal sealed class DeactivateSampleAccountsHandler(NpgsqlDataSource dataSource, AuditLog audit, IClock clock)
    : IRequestHandler<DeactivateSampleAccounts, SampleAccountsDeactivated>
{
    private const string Sql =
        """
        update users set deactivated_at = @now, security_stamp = gen_random_uuid()::text, concurrency_stamp = gen_random_uuid()::text
        where is_sample and deactivated_at is null
        returning id, email
        """;

    private sealed record Deactivated(Guid Id, string Email);

    public async Task<SampleAccountsDeactivated> Handle(DeactivateSampleAccounts request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var done = await connection.ReadAllAsync<Deactivated>(Sql, new { now = clock.GetCurrentInstant() }, cancellationToken);
        foreach (var account in done)
        {
            await audit.WriteAsync(
                connection, request.Actor, "account.deactivated", "account", account.Id, new { account.Email }, cancellationToken);
        }

        var left = await connection.ScalarAsync<bool>("select exists (select from staff where administrator)", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new SampleAccountsDeactivated([.. done.Select(account => account.Email)], left);
    }
}
