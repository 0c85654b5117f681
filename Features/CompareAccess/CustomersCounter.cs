using System.Data;
using System.Diagnostics;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CompareAccess;

/// <summary>Counts who is on a list only as it is stored, and who only with an edit: both in one snapshot of the customers.</summary>
internal sealed class CustomersCounter(NpgsqlDataSource dataSource, IClock clock)
{
    /// <summary>How long saving waits for the count of a list.</summary>
    public const int SaveSeconds = 5;

    /// <summary>One after another, for as long as saving waits; those that are not reached in it stay uncounted.</summary>
    public async Task<IReadOnlyList<CustomersChange>> CountInTimeAsync(
        IReadOnlyList<ChangedList> lists, CancellationToken cancellationToken)
    {
        var (began, counted) = (Stopwatch.GetTimestamp(), new List<CustomersChange>());
        foreach (var changed in lists)
        {
            var left = SaveSeconds - (int)Stopwatch.GetElapsedTime(began).TotalSeconds;
            counted.Add(left > 0 ? await CountAsync(changed, left, cancellationToken) : changed.List);
        }

        return counted;
    }

    /// <param name="changed">The list.</param>
    /// <param name="limitSeconds">How long the database may take.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    public async Task<CustomersChange> CountAsync(ChangedList changed, int limitSeconds, CancellationToken cancellationToken)
    {
        var list = changed.List;
        try
        {
            var zone = (await new VenueReader(dataSource).ReadAsync(cancellationToken)).Zone;
            return list with { Counts = await CountAsync(changed.Before, changed.After, zone, limitSeconds, cancellationToken) };
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && !cancellationToken.IsCancellationRequested)
        {
            return list with { Problem = $"could not be counted within {Plural.Count(limitSeconds, "second")}" };
        }
        catch (PostgresException e) when (e.IsAboutValue())
        {
            return list with { Problem = "could not be counted: a value in the customer data cannot be reckoned with" };
        }
        catch (DefinitionException)
        {
            return list with { Problem = "could not be counted: its definition cannot be read" };
        }
    }

    private async Task<CustomerCounts> CountAsync(
        string before, string after, DateTimeZone zone, int limitSeconds, CancellationToken cancellationToken)
    {
        var (catalogue, dates) = (OutputCatalogue.With([]), new DateMetricClock(clock.GetCurrentInstant(), zone));
        var stored = ListCompiler.Compile(Members(before), catalogue, dates);
        var edited = ListCompiler.Compile(Members(after), catalogue, dates, stored.Parameters.Count);
        return await dataSource.InTransactionAsync(
            async connection =>
            {
                await connection.RunAsync(ListSession.ReadOnly($"{limitSeconds}s"), cancellationToken);
                await using var command = stored.Command(connection, $"""
                    with old_members as materialized ({stored.MembersSql}), new_members as materialized ({edited.MembersSql})
                    select (select count(*) from old_members), (select count(*) from new_members),
                      (select count(*) from (select id from new_members except select id from old_members) more),
                      (select count(*) from (select id from old_members except select id from new_members) fewer)
                    """);
                command.CommandTimeout = 0;
                foreach (var (name, value) in edited.Parameters)
                {
                    command.Parameters.AddWithValue(name, value);
                }

                await using var row = await command.ExecuteReaderAsync(cancellationToken);
                await row.ReadAsync(cancellationToken);
                return new CustomerCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
            },
            cancellationToken,
            isolation: IsolationLevel.RepeatableRead);
    }

    // Who is on it does not depend on what it shows.
    private static ListSnapshot Members(string snapshot) => ListSnapshot.Parse(snapshot) with { OutputColumns = [], SortBy = [] };
}
