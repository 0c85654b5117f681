using System.Data;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Counting;

/// <summary>
/// The number of a list's customers, found anew where what is stored is old. Takes as long as the request lasts, and a short time at most;
/// what cannot be had in it stays as it was. Null when there is no such list.
/// </summary>
public sealed record RefreshCount(long ListId) : IRequest<StoredCount?>
{
    /// <summary>For how long a count is as good as a new one.</summary>
    public static readonly Duration Good = Duration.FromHours(6);
}

/// <param name="Count">Null when it was never found.</param>
/// <param name="CountedAt">Null when the list was changed since.</param>
public sealed record StoredCount(long? Count, Instant? CountedAt)
{
    public bool IsOld(Instant now) => CountedAt is not { } at || now - at > RefreshCount.Good;
}

internal sealed class RefreshCountHandler(
    NpgsqlDataSource dataSource, CountingPlaces places, IMediator mediator, VenueReader venues, IClock clock,
    ILogger<RefreshCountHandler> logger) : IRequestHandler<RefreshCount, StoredCount?>
{
    private const string Limit = "10s";

    private const string FindSql =
        """
        select customer_list_snapshot(definition, output_columns, sort_by, row_per_booking)::text as snapshot, version, last_count,
          counted_at
        from customer_lists
        where id = @ListId and deleted_at is null
        """;

    private const string KeepSql =
        """
        update customer_lists set last_count = @count, counted_at = @now
        where id = @ListId and version = @Version and deleted_at is null
        """;

    private sealed record Row
    {
        public string Snapshot { get; init; } = "";
        public int Version { get; init; }
        public long? LastCount { get; init; }
        public Instant? CountedAt { get; init; }
    }

    public async Task<StoredCount?> Handle(RefreshCount request, CancellationToken cancellationToken)
    {
        await places.EnterAsync(cancellationToken);
        try
        {
            // Looked at in its turn: another page may have counted it meanwhile.
            if (await dataSource.ReadOneAsync<Row>(FindSql, new { request.ListId }, cancellationToken) is not { } row)
            {
                return null;
            }

            var (stored, now) = (new StoredCount(row.LastCount, row.CountedAt), clock.GetCurrentInstant());
            if (!stored.IsOld(now) || await CountAsync(row.Snapshot, now, cancellationToken) is not { } count)
            {
                return stored;
            }

            await dataSource.RunAsync(KeepSql, new { request.ListId, row.Version, count, now }, cancellationToken);
            return new StoredCount(count, now);
        }
        finally
        {
            places.Leave();
        }
    }

    private async Task<long?> CountAsync(string snapshot, Instant now, CancellationToken cancellationToken)
    {
        try
        {
            var dates = new DateMetricClock(now, (await venues.ReadAsync(cancellationToken)).Zone);
            var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
            var list = ListCompiler.Compile(ListSnapshot.Parse(snapshot), catalogue, dates);
            return await dataSource.InTransactionAsync(
                async connection =>
                {
                    await connection.RunAsync($"{ListSession.ReadOnly(Limit)}; {ListSession.OneCore}", cancellationToken);
                    await using var command = list.Command(connection, list.CountSql);
                    command.CommandTimeout = 0;
                    return (await list.CountAsync(command, cancellationToken)).Customers;
                },
                cancellationToken,
                isolation: IsolationLevel.RepeatableRead);
        }
        catch (DefinitionException)
        {
            return null;
        }
        catch (PostgresException e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogInformation("A list was not counted beside its name: {Error}", e.SqlState);
            return null;
        }
    }
}
