using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.SetUp;

/// <summary>Whether the set-up page is open.</summary>
public sealed record GetSetUp : IRequest<bool>;

internal sealed class GetSetUpHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetSetUp, bool>
{
    public async Task<bool> Handle(GetSetUp request, CancellationToken cancellationToken)
    {
        return await dataSource.ScalarAsync<bool>(SetUpToken.IsOpenSql, cancellationToken);
    }
}
