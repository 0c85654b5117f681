using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CustomerLists.Forms;

/// <summary>Reads what the forms of criteria offer.</summary>
/// <param name="connection">An open connection.</param>
/// <param name="typed">What is looked for.</param>
/// <param name="venues">Knows the venue's time zone.</param>
/// <param name="clock">The time.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class ChoiceReader(
    NpgsqlConnection connection, string typed, VenueReader venues, IClock clock, CancellationToken cancellationToken)
{
    public const int MostValues = 500;

    private const string Anything = "%";

    /// <summary>The search as a pattern of like.</summary>
    public string Find { get; } = $"%{CriteriaSql.LikeLiteral(typed.Trim())}%";

    public Instant Now => clock.GetCurrentInstant();

    public async Task<DateTimeZone> ZoneAsync() => (await venues.ReadAsync(cancellationToken)).Zone;

    public async Task<T[]> AllAsync<T>(string sql, object? values =
        null) => [.. await connection.ReadAllAsync<T>(sql, values, cancellationToken)];

    /// <summary>Ids and names by a query of <c>@chosen</c>, <c>@find</c> and <c>@offered</c>, and whether there are more.</summary>
    public async Task<(Choice[] Choices, bool More)> NamedAsync(string sql, IReadOnlyCollection<long> chosen, int offered)
    {
        var choices = await AllAsync<Choice>(sql, new { chosen = chosen.ToArray(), find = Find, offered = offered + 1 });
        return (choices, choices.Length > chosen.Count + offered);
    }

    /// <summary>The texts of a query that match the search, or all of them; one more than are offered where there are more.</summary>
    public Task<string[]> ValuesAsync(string sql, bool whole = false) => AllAsync<string>(
        $"select value from ({sql}) found (value) where value ilike @like order by 1 limit {MostValues + 1}",
        new { like = whole ? Anything : Find });

    /// <summary>
    /// The different values of an indexed column, by one step in the index for each: reading tens of millions of rows would keep the form
    /// waiting.
    /// </summary>
    public static string EachOnceSql(string table, string column) =>
        $"""
        with recursive once as (
          (select {column} as value from {table} where {column} is not null order by {column} limit 1)
          union all
          select (select {column} from {table} where {column} > once.value order by {column} limit 1) from once where once.value is not null
        )
        select value from once where value is not null
        """;
}
