using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewAccess;

/// <summary>The Customer Lists that schedules hand out, and to how many addresses.</summary>
/// <param name="Search">Part of a name; blank for all.</param>
public sealed record ListSharedLists(string Search) : IRequest<IReadOnlyList<SharedList>>;

/// <param name="Id">The Customer List.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Schedules">In how many schedules it is.</param>
/// <param name="Addresses">How many different addresses have it.</param>
public sealed record SharedList(long Id, string Name, int Schedules, int Addresses);

internal sealed class ListSharedListsHandler(NpgsqlDataSource dataSource) : IRequestHandler<ListSharedLists, IReadOnlyList<SharedList>>
{
    private const string Sql =
        $"""
        select c.id, c.name, count(distinct r.schedule_id)::int as schedules, count(distinct r.address)::int as addresses
        {AccessRow.From}
        where strpos(lower(c.name), lower(@search)) > 0
        group by c.id
        order by lower(c.name), c.id
        limit 1000
        """;

    public async Task<IReadOnlyList<SharedList>> Handle(ListSharedLists request, CancellationToken cancellationToken)
    {
        return await dataSource.ReadAllAsync<SharedList>(Sql, new { search = request.Search.Trim() }, cancellationToken);
    }
}
