using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Segments;

/// <summary>Every global segment, by name, with the lists that use it.</summary>
public sealed record ListGlobalSegments : IRequest<IReadOnlyList<GlobalSegmentRow>>;

public sealed record GlobalSegmentRow(long Id, string Name, SegmentDefinition Definition, int Version, IReadOnlyList<UsingList> Lists)
{
    public SegmentSnapshot Snapshot => new(Name, Definition);
}

/// <summary>A Customer List that uses a global segment.</summary>
public sealed record UsingList(long Id, string Name);

internal sealed class ListGlobalSegmentsHandler(
    NpgsqlDataSource dataSource) : IRequestHandler<ListGlobalSegments, IReadOnlyList<GlobalSegmentRow>>
{
    private sealed record Row(long Id, string Name, string Definition, int Version);

    public async Task<IReadOnlyList<GlobalSegmentRow>> Handle(ListGlobalSegments request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var segments = await connection.ReadAllAsync<Row>(
            "select id, name, definition, version from segments where deleted_at is null order by lower(name)", cancellationToken);
        var uses = (await connection.ReadAllAsync<(long SegmentId, long Id, string Name)>(
            """
            select distinct used::bigint, l.id, l.name
            from customer_lists l
            cross join jsonb_path_query(l.definition, 'lax $.*.areas[*].segments[*].segmentId') used
            where l.deleted_at is null
            order by l.name
            """,
            cancellationToken)).ToLookup(use => use.SegmentId, use => new UsingList(use.Id, use.Name));
        return [
            .. segments.Select(row => new GlobalSegmentRow(
                row.Id, row.Name, SegmentDefinition.Parse(row.Definition), row.Version, [.. uses[row.Id]]))
        ];
    }
}
