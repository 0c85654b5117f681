using System.Text.Json;
using CustomerListSchedules.Features.BuildCustomerList.Counting;
using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Features.CustomerLists.Definition;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Segments;

/// <summary>
/// What an edit of a global segment would do to the lists that use it: begins to count, and waits a moment for the answer. Null where no
/// list uses it.
/// </summary>
/// <param name="Id">The segment.</param>
/// <param name="Definition">As edited.</param>
/// <param name="UserId">Who asks.</param>
/// <param name="Wait">How long the answer may take to come with this request.</param>
public sealed record CompareSegment(long Id, SegmentDefinition Definition, Guid UserId, TimeSpan Wait) : IRequest<SegmentComparison?>;

/// <summary>How a comparison of this person's stands; null when it is not there (any more).</summary>
public sealed record GetComparison(long SegmentId, Guid Id, Guid UserId) : IRequest<SegmentComparison?>;

/// <param name="Id">To ask for it again, or to abandon it as a count.</param>
/// <param name="Lists">The lists that use the segment, with what was counted of them so far.</param>
/// <param name="Running">Whether they are being counted.</param>
/// <param name="Reason">Why they were not.</param>
public sealed record SegmentComparison(Guid Id, IReadOnlyList<CustomersChange> Lists, bool Running, string? Reason)
{
    /// <summary>What it changes for those to whom lists go.</summary>
    public AccessDifference Difference => AccessDifference.Of(Lists);

    /// <summary>Whether nothing is to be asked: all is counted that can be, and nobody gets other customers.</summary>
    public bool IsSilent => !Running && !Difference.Any;
}

internal sealed class CompareSegmentHandler(NpgsqlDataSource dataSource, ListCounter counter, CustomersCounter customers) :
    IRequestHandler<CompareSegment, SegmentComparison?>, IRequestHandler<GetComparison, SegmentComparison?>
{
    private const int LimitSeconds = 20;

    // Of whom they go to nothing is stored with the counts.
    private sealed record Counted(long ListId, CustomerCounts? Counts, string? Problem);

    public async Task<SegmentComparison?> Handle(CompareSegment request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var lists = await ListsOfSegment.ReadAsync(connection, request.Id, [], cancellationToken);
        if (lists.Count == 0)
        {
            return null;
        }

        var changed = await ListsOfSegment.ChangedAsync(connection, lists, request.Id, request.Definition, cancellationToken);
        var id = await counter.StartAsync(
            request.UserId, request.Wait, null, stop => CountAllAsync(customers, changed, stop), cancellationToken);
        return await Handle(new GetComparison(request.Id, id, request.UserId), cancellationToken);
    }

    public async Task<SegmentComparison?> Handle(GetComparison request, CancellationToken cancellationToken)
    {
        if (await counter.FindJsonAsync(request.Id, request.UserId, cancellationToken) is not { } found)
        {
            return null;
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var counted = found.Json is null ? [] : JsonSerializer.Deserialize<Counted[]>(found.Json)!;
        var lists = await ListsOfSegment.ReadAsync(
            connection, request.SegmentId,
            counted.Select(list => new CustomersChange(list.ListId, "", [], []) { Counts = list.Counts, Problem = list.Problem }),
            cancellationToken);
        return new SegmentComparison(
            request.Id, lists, found.State == CountStates.Running,
            found.State == CountStates.Abandoned ? "The count was abandoned." : found.Reason);
    }

    // Static, because it goes on when the request and its services are gone.
    private static async Task<ListCounter.Counted> CountAllAsync(
        CustomersCounter customers, IReadOnlyList<ChangedList> lists, CancellationToken cancellationToken)
    {
        var counted = new List<Counted>();
        foreach (var changed in lists)
        {
            var list = await customers.CountAsync(changed, LimitSeconds, cancellationToken);
            counted.Add(new Counted(list.ListId, list.Counts, list.Problem));
        }

        return new ListCounter.Counted(counted.Count, null, JsonSerializer.Serialize(counted));
    }
}
