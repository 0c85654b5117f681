using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.Today;

/// <summary>How far a new installation is.</summary>
public sealed record GetFirstSteps : IRequest<FirstSteps>;

/// <param name="Customers">There is a customer.</param>
/// <param name="Lists">There is a Customer List.</param>
/// <param name="Schedules">There is a schedule, if only a deleted one: from then on nobody needs these steps.</param>
public sealed record FirstSteps(bool Customers, bool Lists, bool Schedules);

internal sealed class GetFirstStepsHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetFirstSteps, FirstSteps>
{
    private const string Sql =
        """
        select exists (select from crm.customers) as customers, exists (select from customer_lists) as lists,
          exists (select from schedules) as schedules
        """;

    public async Task<FirstSteps> Handle(GetFirstSteps request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ReadSingleAsync<FirstSteps>(Sql, new { }, cancellationToken);
    }
}
