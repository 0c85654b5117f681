using CustomerListSchedules.Features.Shared;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList;

/// <summary>What an edit of a global segment would do to every list that uses it.</summary>
public sealed record CompareSegment(long Id, SegmentDefinition Definition) : IRequest<IReadOnlyList<SegmentEffect>>;

/// <param name="List">The list that changes.</param>
/// <param name="Before">Its customers today.</param>
/// <param name="After">Its customers with the edit.</param>
/// <param name="Joining">Those who come on to it.</param>
/// <param name="Leaving">Those who leave it.</param>
/// <param name="Problem">Why it could not be counted; null when it was.</param>
public sealed record SegmentEffect(UsingList List, long Before, long After, long Joining, long Leaving, string? Problem = null);

internal sealed class CompareSegmentHandler(NpgsqlDataSource dataSource, IMediator mediator, VenueReader venues, IClock clock)
    : IRequestHandler<CompareSegment, IReadOnlyList<SegmentEffect>>
{
    private const int LimitSeconds = 20;

    public async Task<IReadOnlyList<SegmentEffect>> Handle(CompareSegment request, CancellationToken cancellationToken)
    {
        var globals = await mediator.Send(new GetGlobalSegments(), cancellationToken);
        if (globals.FirstOrDefault(row => row.Id == request.Id) is not { } segment)
        {
            return [];
        }

        var dates = new DateMetricClock(clock.GetCurrentInstant(), (await venues.ReadAsync(cancellationToken)).Zone);
        var catalogue = OutputCatalogue.With([]);
        var now = globals.ToDictionary(row => $"{row.Id}", row => row.Snapshot);
        var edited = new Dictionary<string, SegmentSnapshot>(now) { [$"{request.Id}"] = new(segment.Name, request.Definition) };
        var effects = new List<SegmentEffect>();
        foreach (var list in segment.Lists)
        {
            if (await mediator.Send(new GetCustomerList(list.Id), cancellationToken) is { } stored)
            {
                var before = ListCompiler.Compile(new ListSnapshot(stored.Definition, now, [], []), catalogue, dates);
                var after = ListCompiler.Compile(new ListSnapshot(stored.Definition, edited, [], []), catalogue, dates, before.Parameters.Count);
                effects.Add(await CompareAsync(list, before, after, cancellationToken));
            }
        }

        return effects;
    }

    private async Task<SegmentEffect> CompareAsync(UsingList list, CompiledList before, CompiledList after, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            ListSession.ReadOnly($"{LimitSeconds}s"), cancellationToken: cancellationToken));
        await using var command = before.Command(connection, $"""
            with old_members as materialized ({before.MembersSql}), new_members as materialized ({after.MembersSql})
            select (select count(*) from old_members), (select count(*) from new_members),
              (select count(*) from (select id from new_members except select id from old_members) joining),
              (select count(*) from (select id from old_members except select id from new_members) leaving)
            """);
        foreach (var (name, value) in after.Parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new SegmentEffect(list, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            return new SegmentEffect(list, 0, 0, 0, 0, $"Could not be counted within {LimitSeconds} seconds.");
        }
    }
}
