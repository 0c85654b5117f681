using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.RunCustomerList.Parts;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Parts;

/// <summary>The values that a list has now, with what is typed of who gets them.</summary>
/// <param name="CustomerListId">The list; null while none is picked.</param>
/// <param name="SplitBy">By what it is split.</param>
/// <param name="Typed">The table as typed.</param>
/// <param name="Find">A part of the values that are looked for; "" for all.</param>
public sealed record GetPartTable(long? CustomerListId, string SplitBy, string Typed, string Find) : IRequest<PartTable>
{
    /// <summary>More are looked for.</summary>
    public const int MostShown = 50;
}

internal sealed class GetPartTableHandler(IMediator mediator, ListRunner lists, IClock clock)
    : IRequestHandler<GetPartTable, PartTable>
{
    private const int LimitSeconds = 20;

    private const string SnapshotSql =
        """
        select customer_list_snapshot(definition, '{name}', '[]', true)::text
        from customer_lists
        where id = @customerListId and deleted_at is null
        """;

    // The database alone says which values are the same.
    private const string KeysSql =
        "select part_key(@splitBy, value) from unnest(@values) with ordinality typed (value, place) order by place";

    public async Task<PartTable> Handle(GetPartTable request, CancellationToken cancellationToken)
    {
        var word = SplitBy.Word(request.SplitBy);
        if (request.CustomerListId is not { } list)
        {
            return PartTable.None(word, "Pick a Customer List to see its values.");
        }

        if (!await mediator.Send(new MatchesBookings(list), cancellationToken))
        {
            return PartTable.None(word, NotSplit);
        }

        try
        {
            return await lists.ReadAsync(
                ListSession.ReadOnly($"{LimitSeconds}s"), connection => ReadAsync(connection, request, list, cancellationToken),
                cancellationToken);
        }
        catch (Exception e) when (e is DefinitionException or UnreadableValueException)
        {
            return PartTable.None(word, e.Message);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            return PartTable.None(
                word, $"Counting took longer than {LimitSeconds} seconds and was given up. The list can still be delivered.");
        }
    }

    /// <summary>Why a Customer List cannot be split.</summary>
    public const string NotSplit =
        "This Customer List asks for no booking, so there is nothing to split it by. Add a booking criterion to it, or send the same list "
        + "to everyone.";

    private async Task<PartTable> ReadAsync(
        NpgsqlConnection connection, GetPartTable request, long customerListId, CancellationToken cancellationToken)
    {
        var word = SplitBy.Word(request.SplitBy);
        if (await connection.ScalarAsync<string?>(SnapshotSql, new { customerListId }, cancellationToken) is not { } snapshot)
        {
            return PartTable.None(word, "This Customer List is no longer available. Pick another.");
        }

        var named = PartLines.Parse(request.Typed).Found.GroupBy(part => part.Value).ToList();
        var keys = await connection.ReadAllAsync<string>(
            KeysSql, new { request.SplitBy, values = named.Select(value => value.Key).ToArray() }, cancellationToken);
        var people = named.Zip(keys).ToLookup(value => value.Second, value => value.First);
        var compiled = await lists.CompileAsync(
            snapshot, clock.GetCurrentInstant(), cancellationToken, new ListSplit(request.SplitBy, []));
        var counts = await SplitCounts.ReadAsync(connection, compiled, cancellationToken);
        PartRow[] rows =
        [
            .. counts.Values.Select(value => new PartRow(
                people[value.PartKey].FirstOrDefault()?.Key ?? value.Value, value.Customers, value.Bookings,
                [.. people[value.PartKey].SelectMany(each => each).Select(part => part.Address).Distinct()])),
        ];
        var known = counts.Values.Select(value => value.PartKey).ToHashSet();
        PartRow[] found =
        [
            .. rows.Where(row => row.Customers > 0 || row.Addresses.Count > 0 || request.Find.Length > 0)
                .Where(row => row.Value.Contains(request.Find, StringComparison.CurrentCultureIgnoreCase))
                .OrderByDescending(row => row.IsUnmet).ThenByDescending(row => row.Customers),
        ];
        return new PartTable(
            word,
            [.. found.Take(GetPartTable.MostShown)],
            Math.Max(0, found.Length - GetPartTable.MostShown),
            rows.Count(row => row.IsUnmet),
            rows.Where(row => row.IsUnmet).Sum(row => row.Customers),
            counts.Without.Customers,
            [.. people.Where(value => !known.Contains(value.Key)).SelectMany(value => value).SelectMany(each => each)],
            null);
    }
}
