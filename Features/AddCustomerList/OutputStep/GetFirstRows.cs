using System.Globalization;
using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.RunCustomerList.Parts;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.OutputColumns;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.OutputStep;

/// <summary>The first rows that a recipient would get if the list ran now; null when there is no such Customer List.</summary>
/// <param name="ScheduleId">The schedule that it would run in.</param>
/// <param name="CustomerListId">The list.</param>
/// <param name="Output">What its file holds.</param>
/// <param name="FileFormat">How its cells are written.</param>
/// <param name="Actor">Who sees them.</param>
public sealed record GetFirstRows(long ScheduleId, long CustomerListId, OutputInput Output, string FileFormat, Actor Actor)
    : IRequest<FirstRows?>
{
    /// <summary>Of a list that is split, the part whose rows are asked for.</summary>
    public PartOf? Part { get; init; }
}

/// <param name="SplitBy">By what the list is split.</param>
/// <param name="Value">Whose part it is.</param>
public sealed record PartOf(string SplitBy, string Value);

/// <param name="Headers">As in the file.</param>
/// <param name="Rows">As in the file.</param>
/// <param name="Customers">How many customers the whole file would hold.</param>
/// <param name="Bookings">How many bookings, where each has a row; null where each customer has one.</param>
/// <param name="Description">Who is on the list, in plain words.</param>
/// <param name="DateMetrics">What its date metrics are today.</param>
/// <param name="Problem">Why there are none, in words for a person.</param>
public sealed record FirstRows(
    IReadOnlyList<string> Headers,
    IReadOnlyList<IReadOnlyList<string>> Rows,
    long Customers,
    long? Bookings,
    string Description,
    IReadOnlyList<ResolvedDateMetric> DateMetrics,
    string? Problem)
{
    /// <summary>Whose part they are of, where the list is split.</summary>
    public string? Value { get; init; }

    public bool AreMore => ListCompiler.AreMore(Customers, Bookings, Rows.Count);

    public static FirstRows None(string problem) => new([], [], 0, null, "", [], problem);
}

internal sealed class GetFirstRowsHandler(
    IMediator mediator, ListRunner lists, VenueReader venues, NpgsqlDataSource dataSource, AuditLog audit, IClock clock)
    : IRequestHandler<GetFirstRows, FirstRows?>
{
    private const int LimitSeconds = 20;

    private const string SnapshotSql =
        """
        select customer_list_snapshot(definition, @columns, @sortBy::jsonb, @RowPerBooking)
        from customer_lists
        where id = @customerListId and deleted_at is null
        """;

    private const string KeySql = "select part_key(@splitBy, @value)";

    public async Task<FirstRows?> Handle(GetFirstRows request, CancellationToken cancellationToken)
    {
        request.Output.Tidy();
        var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
        var matches = await mediator.Send(new MatchesBookings(request.CustomerListId), cancellationToken);
        if (request.Output.Problem(catalogue.Choices(matches), matches) is { } problem)
        {
            return FirstRows.None(problem);
        }

        await audit.GatherAsync(
            dataSource, request.Actor, "customer_list.previewed", "customer_list", request.CustomerListId, cancellationToken);
        try
        {
            return await lists.ReadAsync(
                ListSession.ReadOnly($"{LimitSeconds}s"), connection => ReadAsync(connection, request, cancellationToken),
                cancellationToken);
        }
        catch (Exception e) when (e is DefinitionException or UnreadableValueException)
        {
            return FirstRows.None(e.Message);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            return FirstRows.None(
                $"These rows took longer than {LimitSeconds} seconds and were given up. The list can still be delivered.");
        }
    }

    private async Task<FirstRows?> ReadAsync(NpgsqlConnection connection, GetFirstRows request, CancellationToken cancellationToken)
    {
        if (await SnapshotAsync(connection, request, cancellationToken) is not { } snapshot)
        {
            return null;
        }

        var split = request.Part is { } part
            ? new ListSplit(
                part.SplitBy, [(await connection.ScalarAsync<string>(KeySql, new { part.SplitBy, part.Value }, cancellationToken))!])
            : null;
        var now = clock.GetCurrentInstant();
        var next = await NextPerformance.OfAsync(connection, request.ScheduleId, now, cancellationToken);
        var list = await lists.CompileAsync(
            snapshot, now, cancellationToken, split, RunPerformance.Of(next?.Id, next?.Name, next?.StartsAt));
        var zone = (await venues.ReadAsync(cancellationToken)).Zone;
        var counts = split is null
            ? await CountAsync(connection, list, cancellationToken)
            : await CountAsync(connection, list, split.PartKeys[0], cancellationToken);
        var rows = await ReadAsync(connection, list, counts, new RecipientCell(request.FileFormat, zone), cancellationToken);
        return rows with { Value = request.Part?.Value };
    }

    private static Task<string?> SnapshotAsync(NpgsqlConnection connection, GetFirstRows request, CancellationToken cancellationToken) =>
        connection.ScalarAsync<string?>(
            SnapshotSql,
            new
            {
                request.CustomerListId,
                request.Output.RowPerBooking,
                columns = request.Output.Columns.ToArray(),
                sortBy = SortBy.ToJson(request.Output.Sort().Select(by => new SortBy(by.Column, by.Descending))),
            },
            cancellationToken);

    private static async Task<(long Customers, long? Bookings)> CountAsync(
        NpgsqlConnection connection, CompiledList list, CancellationToken cancellationToken)
    {
        await using var count = list.Command(connection, list.CountSql);
        return await list.CountAsync(count, cancellationToken);
    }

    private static async Task<(long Customers, long? Bookings)> CountAsync(
        NpgsqlConnection connection, CompiledList list, string partKey, CancellationToken cancellationToken)
    {
        var counted = (await SplitCounts.ReadAsync(connection, list, cancellationToken)).Of(partKey);
        return (counted.Customers, list.CountsBookings ? counted.Bookings : null);
    }

    private static async Task<FirstRows> ReadAsync(
        NpgsqlConnection connection, CompiledList list, (long Customers, long? Bookings) counts, RecipientCell cell,
        CancellationToken cancellationToken)
    {
        var (customers, bookings) = counts;
        await using var command = list.Command(connection, list.Split?.FirstSql ?? list.PreviewSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<IReadOnlyList<string>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add([.. list.Columns.Select((column, index) => cell.Text(reader, ListRunner.FirstOutputOrdinal + index, column.Kind))]);
        }

        return new FirstRows(cell.Headers(list.Columns), rows, customers, bookings, list.Describe(), list.DateMetrics, null);
    }
}
