using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.CompareAccess;

/// <summary>
/// How many customers more and fewer a Customer List has with an edit; null where it goes to nobody, or says the same as before.
/// </summary>
public sealed record CountChangedList(long Id, ListDefinition Definition) : IRequest<CustomersChange?>;

internal sealed class CountChangedListHandler(NpgsqlDataSource dataSource, CustomersCounter counter)
    : IRequestHandler<CountChangedList, CustomersChange?>
{
    private const string SnapshotsSql =
        """
        select customer_list_snapshot(definition, '{}', '[]', false)::text as before,
          customer_list_snapshot(@definition::jsonb, '{}', '[]', false)::text as after
        from customer_lists
        where id = @Id and deleted_at is null and definition <> @definition::jsonb
        """;

    private sealed record Snapshots(string Before, string After);

    public async Task<CustomersChange?> Handle(CountChangedList request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await GoesTo.ReadAsync(connection, [request.Id], cancellationToken) is [var list]
            && await connection.ReadOneAsync<Snapshots>(
                SnapshotsSql, new { request.Id, definition = request.Definition.ToJson() }, cancellationToken) is { } changed
            ? await counter.CountAsync(
                new ChangedList(list, changed.Before, changed.After), CustomersCounter.SaveSeconds, cancellationToken)
            : null;
    }
}
