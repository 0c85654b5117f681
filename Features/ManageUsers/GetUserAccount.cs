using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ManageUsers;

/// <summary>One account of a scope; null for any other.</summary>
public sealed record GetUserAccount(AccountScope Scope, Guid Id) : IRequest<UserAccountRow?>;

internal sealed class GetUserAccountHandler(NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<GetUserAccount, UserAccountRow?>
{
    private const string Sql = $"select {UserAccountRow.Columns} from users u where u.id = @Id and {AccountScopes.Sql}";

    public async Task<UserAccountRow?> Handle(GetUserAccount request, CancellationToken cancellationToken)
    {
        return await dataSource.ReadOneAsync<UserAccountRow>(
            Sql, new { request.Id, everyone = request.Scope.IsEveryone(), now = clock.GetCurrentInstant() }, cancellationToken);
    }
}
