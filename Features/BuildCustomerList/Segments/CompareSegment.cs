using System.Text.Json;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.BuildCustomerList.Counting;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Segments;

/// <summary>
/// What an edit of a global segment would do to every list that uses it: begins to count, and waits a moment for the answer.
/// </summary>
/// <param name="Id">The segment.</param>
/// <param name="Definition">As edited.</param>
/// <param name="UserId">Who asks.</param>
/// <param name="Wait">How long the answer may take to come with this request.</param>
public sealed record CompareSegment(long Id, SegmentDefinition Definition, Guid UserId, TimeSpan Wait) : IRequest<SegmentComparison?>;

/// <summary>How a comparison of this person's stands; null when it is not there (any more).</summary>
public sealed record GetComparison(long SegmentId, Guid Id, Guid UserId) : IRequest<SegmentComparison?>;

/// <param name="Id">To ask for it again, or to abandon it as a count.</param>
/// <param name="Lists">The lists that use the segment.</param>
/// <param name="Effects">What happens to each; null while they are counted, or when that failed.</param>
/// <param name="Running">Whether they are being counted.</param>
/// <param name="Reason">Why there are none.</param>
public sealed record SegmentComparison(
    Guid Id, IReadOnlyList<UsingList> Lists, IReadOnlyList<SegmentEffect>? Effects, bool Running, string? Reason);

/// <param name="List">The list that changes.</param>
/// <param name="Before">Its customers today.</param>
/// <param name="After">Its customers with the edit.</param>
/// <param name="Joining">Those who come on to it.</param>
/// <param name="Leaving">Those who leave it.</param>
/// <param name="Problem">Why it could not be counted; null when it was.</param>
public sealed record SegmentEffect(UsingList List, long Before, long After, long Joining, long Leaving, string? Problem = null);

internal sealed class CompareSegmentHandler(
    NpgsqlDataSource dataSource, IMediator mediator, VenueReader venues, ListCounter counter, IClock clock) :
    IRequestHandler<CompareSegment, SegmentComparison?>, IRequestHandler<GetComparison, SegmentComparison?>
{
    private const int LimitSeconds = 20;

    public async Task<SegmentComparison?> Handle(CompareSegment request, CancellationToken cancellationToken)
    {
        var globals = await mediator.Send(new ListGlobalSegments(), cancellationToken);
        if (globals.FirstOrDefault(row => row.Id == request.Id) is not { Lists.Count: > 0 } segment)
        {
            return null;
        }

        var dates = new DateMetricClock(clock.GetCurrentInstant(), (await venues.ReadAsync(cancellationToken)).Zone);
        var catalogue = OutputCatalogue.With([]);
        var now = globals.ToDictionary(row => $"{row.Id}", row => row.Snapshot);
        var edited = new Dictionary<string, SegmentSnapshot>(now) { [$"{request.Id}"] = new(segment.Name, request.Definition) };
        var pairs = new List<(UsingList List, CompiledList Before, CompiledList After)>();
        foreach (var list in segment.Lists)
        {
            if (await mediator.Send(new GetCustomerList(list.Id), cancellationToken) is { } stored)
            {
                var before = ListCompiler.Compile(new ListSnapshot(stored.Definition, now, [], []), catalogue, dates);
                pairs.Add(
                    (list, before, ListCompiler.Compile(
                        new ListSnapshot(stored.Definition, edited, [], []), catalogue, dates, before.Parameters.Count)));
            }
        }

        var id = await counter.StartAsync(
            request.UserId, request.Wait, null, stop => CompareAllAsync(dataSource, pairs, stop), cancellationToken);
        return await Handle(new GetComparison(request.Id, id, request.UserId), cancellationToken);
    }

    public async Task<SegmentComparison?> Handle(GetComparison request, CancellationToken cancellationToken)
    {
        if (await counter.FindJsonAsync(request.Id, request.UserId, cancellationToken) is not { } found)
        {
            return null;
        }

        var lists = (await mediator.Send(
            new ListGlobalSegments(), cancellationToken)).FirstOrDefault(row => row.Id == request.SegmentId)?.Lists ?? [];
        return new SegmentComparison(
            request.Id, lists, found.Json is null ? null : JsonSerializer.Deserialize<SegmentEffect[]>(found.Json),
            found.State == CountStates.Running, found.State == CountStates.Abandoned ? "The count was abandoned." : found.Reason);
    }

    // Static, because it goes on when the request and its services are gone.
    private static async Task<ListCounter.Counted> CompareAllAsync(
        NpgsqlDataSource dataSource, List<(UsingList List, CompiledList Before, CompiledList After)> pairs,
        CancellationToken cancellationToken)
    {
        var effects = new List<SegmentEffect>();
        foreach (var (list, before, after) in pairs)
        {
            effects.Add(await CompareAsync(dataSource, list, before, after, cancellationToken));
        }

        return new ListCounter.Counted(effects.Count, null, JsonSerializer.Serialize(effects));
    }

    private static async Task<SegmentEffect> CompareAsync(
        NpgsqlDataSource dataSource, UsingList list, CompiledList before, CompiledList after, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.RunAsync(ListSession.ReadOnly($"{LimitSeconds}s"), cancellationToken);
        await using var command = before.Command(connection, $"""
            with old_members as materialized ({before.MembersSql}), new_members as materialized ({after.MembersSql})
            select (select count(*) from old_members), (select count(*) from new_members),
              (select count(*) from (select id from new_members except select id from old_members) joining),
              (select count(*) from (select id from old_members except select id from new_members) leaving)
            """);
        command.CommandTimeout = 0;
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
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && !cancellationToken.IsCancellationRequested)
        {
            return new SegmentEffect(list, 0, 0, 0, 0, $"Could not be counted within {LimitSeconds} seconds.");
        }
    }
}
