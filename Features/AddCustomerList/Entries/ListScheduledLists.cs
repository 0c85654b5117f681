using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Entries;

/// <summary>Page two of a schedule that delivers Customer Lists: what it contains, in order; null when there is no such schedule.</summary>
public sealed record ListScheduledLists(long ScheduleId) : IRequest<ScheduledLists?>;

public sealed record ScheduledLists(string ScheduleName, IReadOnlyList<ScheduledListRow> Entries);

public sealed record ScheduledListRow
{
    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string CustomerListName { get; init; } = "";
    public string FileFormat { get; init; } = "";
    public string[] Recipients { get; init; } = [];

    /// <summary>By what it is split; null: the same list to everyone.</summary>
    public string? SplitBy { get; init; }

    /// <summary>Who could not collect it today, and why.</summary>
    public IReadOnlyList<RecipientCheck> CannotCollect { get; set; } = [];

    /// <summary>What deleting it would take away.</summary>
    public AccessLost Ends { get; set; } = AccessLost.None;
}

internal sealed class ListScheduledListsHandler(
    IMediator mediator, NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<ListScheduledLists, ScheduledLists?>
{
    private const string ScheduleSql =
        "select name from schedules where id = @scheduleId and deleted_at is null and action = 'deliver_customer_list'";

    private const string EntriesSql =
        """
        select sl.id, sl.name, cl.name as customer_list_name, sl.file_format, sl.split_by,
          coalesce((select array_agg(r.address::text order by r.position)
                    from scheduled_list_recipients r
                    where r.scheduled_list_id = sl.id), '{}') as recipients
        from scheduled_lists sl
        join customer_lists cl on cl.id = sl.customer_list_id
        where sl.schedule_id = @scheduleId and sl.deleted_at is null
        order by sl.position, sl.id
        """;

    public async Task<ScheduledLists?> Handle(ListScheduledLists request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var name = await connection.ScalarAsync<string?>(ScheduleSql, new { request.ScheduleId }, cancellationToken);
        if (name is null)
        {
            return null;
        }

        var entries = await connection.ReadAllAsync<ScheduledListRow>(EntriesSql, new { request.ScheduleId }, cancellationToken);
        var checks = await mediator.CheckEachAsync(entries.SelectMany(entry => entry.Recipients), cancellationToken);
        var ends = await RecipientAccess.CountEachAsync(
            connection, entries.Select(entry => entry.Id), null, clock.GetCurrentInstant(), cancellationToken);
        foreach (var entry in entries)
        {
            entry.Ends = ends[entry.Id];
            entry.CannotCollect = checks.WhoCannot(entry.Recipients);
        }

        return new ScheduledLists(name, entries);
    }
}
