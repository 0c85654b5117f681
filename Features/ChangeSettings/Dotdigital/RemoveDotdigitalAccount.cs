using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ChangeSettings.Dotdigital;

/// <summary>Forgets the account and its password; configuration does not bring it back.</summary>
/// <returns>Whether it was removed; not when somebody else changed it meanwhile.</returns>
public sealed record RemoveDotdigitalAccount(int Version, Actor Actor) : IRequest<bool>;

internal sealed class RemoveDotdigitalAccountHandler(
    NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<RemoveDotdigitalAccount, bool>
{
    private const string Sql =
        """
        with before as (
          select base_url, api_user from dotdigital_account where version = @Version and base_url is not null for update
        ), removed as (
          update dotdigital_account set base_url = null, api_user = null, password_protected = null, account_name = null,
            account_number = null, version = version + 1
          where exists (select from before)
        )
        select base_url, api_user from before
        """;

    private sealed record Removed(string BaseUrl, string ApiUser);

    public async Task<bool> Handle(RemoveDotdigitalAccount request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var removed = await connection.ReadOneAsync<Removed>(Sql, new { request.Version }, cancellationToken);
        if (removed is null)
        {
            return false;
        }

        await audit.WriteAsync(
            connection, request.Actor, "dotdigital_account.removed", "dotdigital_account", 1, removed, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
