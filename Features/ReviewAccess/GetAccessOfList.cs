using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewAccess;

/// <summary>Every address that has a Customer List, by scheduled list; null when there is no such Customer List.</summary>
public sealed record GetAccessOfList(long Id) : IRequest<ListAccess?>;

/// <param name="Name">The Customer List's own name.</param>
/// <param name="Rows">One an address and scheduled list.</param>
/// <param name="Checks">Whether each address can collect.</param>
public sealed record ListAccess(string Name, IReadOnlyList<AccessRow> Rows, IReadOnlyDictionary<string, RecipientCheck> Checks);

internal sealed class GetAccessOfListHandler(
    NpgsqlDataSource dataSource, IMediator mediator) : IRequestHandler<GetAccessOfList, ListAccess?>
{
    private const string NameSql = "select name from customer_lists where id = @Id and deleted_at is null";

    private const string RowsSql =
        $"""
        select {AccessRow.Columns} {AccessRow.From}
        where c.id = @Id
        order by lower(r.schedule_name), r.schedule_id, l.position, l.id, r.position
        """;

    public async Task<ListAccess?> Handle(GetAccessOfList request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var name = await connection.ScalarAsync<string?>(NameSql, new { request.Id }, cancellationToken);
        if (name is null)
        {
            return null;
        }

        var rows = await connection.ReadAllAsync<AccessRow>(RowsSql, new { request.Id }, cancellationToken);
        var checks = await mediator.CheckEachAsync(rows.Select(row => row.Address), cancellationToken);
        return new ListAccess(name, rows, checks);
    }
}
