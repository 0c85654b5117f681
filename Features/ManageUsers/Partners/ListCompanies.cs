using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ManageUsers.Partners;

/// <summary>The companies that partners are of, by name.</summary>
public sealed record ListCompanies : IRequest<IReadOnlyList<string>>;

internal sealed class ListCompaniesHandler(NpgsqlDataSource dataSource) : IRequestHandler<ListCompanies, IReadOnlyList<string>>
{
    private const string Sql =
        "select min(company) from users where company is not null group by lower(company) order by lower(company) limit 500";

    public async Task<IReadOnlyList<string>> Handle(ListCompanies request, CancellationToken cancellationToken) =>
        await dataSource.ReadAllAsync<string>(Sql, cancellationToken);
}
