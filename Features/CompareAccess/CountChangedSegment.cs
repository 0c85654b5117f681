using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.CompareAccess;

/// <summary>
/// How many customers more and fewer the lists that go to somebody have with an edit of a global segment, as many as can be counted while
/// saving waits; none where the segment says the same as before.
/// </summary>
public sealed record CountChangedSegment(long Id, SegmentDefinition Definition) : IRequest<IReadOnlyList<CustomersChange>>;

internal sealed class CountChangedSegmentHandler(NpgsqlDataSource dataSource, CustomersCounter counter)
    : IRequestHandler<CountChangedSegment, IReadOnlyList<CustomersChange>>
{
    private const string ChangesSql =
        "select exists (select from segments where id = @Id and deleted_at is null and definition <> @definition::jsonb)";

    public async Task<IReadOnlyList<CustomersChange>> Handle(CountChangedSegment request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (!await connection.ScalarAsync<bool>(
            ChangesSql, new { request.Id, definition = request.Definition.ToJson() }, cancellationToken))
        {
            return [];
        }

        var lists = (await ListsOfSegment.ReadAsync(connection, request.Id, [], cancellationToken))
            .Where(list => list.To.Count > 0).ToArray();
        var changed = await ListsOfSegment.ChangedAsync(connection, lists, request.Id, request.Definition, cancellationToken);
        var counted = await counter.CountInTimeAsync(changed, cancellationToken);
        return [.. counted, .. lists.Skip(ListsOfSegment.MostCounted)];
    }
}
