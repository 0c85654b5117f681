using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules.Deleted;

/// <summary>Schedules that were deleted, the latest first, a page at a time.</summary>
/// <param name="Page">From 1.</param>
public sealed record ListDeletedSchedules(int Page) : IRequest<DeletedPage>;

/// <param name="Schedules">This page.</param>
/// <param name="Found">How many there are.</param>
/// <param name="Page">The page shown: the last one when fewer are left than were asked for.</param>
public sealed record DeletedPage(IReadOnlyList<DeletedSchedule> Schedules, long Found, int Page)
{
    public long Pages => Math.Max(1, (Found + ListSchedules.PageSize - 1) / ListSchedules.PageSize);
}

public sealed record DeletedSchedule
{
    public long Id { get; init; }

    public required string Name { get; init; }

    public Instant DeletedAt { get; init; }

    /// <summary>Null where that is not known any more.</summary>
    public string? DeletedBy { get; init; }

    /// <summary>The entries that it had when it was deleted, in their order.</summary>
    public string[] Contains { get; init; } = [];

    /// <summary>How many addresses they name.</summary>
    public long Recipients { get; init; }
}

internal sealed class ListDeletedSchedulesHandler(NpgsqlDataSource dataSource) : IRequestHandler<ListDeletedSchedules, DeletedPage>
{
    private const string CountSql = "select count(*) from schedules where deleted_at is not null";

    private const string Sql =
        """
        select s.id, s.name, s.deleted_at, u.name as deleted_by,
          array(
            select e.name::text
            from (
              select name, position, id from scheduled_lists where schedule_id = s.id and deleted_at = s.deleted_at
              union all
              select name, position, id from integrated_emails where schedule_id = s.id and deleted_at = s.deleted_at
            ) e
            order by e.position, e.id) as contains,
          (select count(distinct r.address)
           from scheduled_lists l
           join scheduled_list_recipients r on r.scheduled_list_id = l.id
           where l.schedule_id = s.id and l.deleted_at = s.deleted_at) as recipients
        from schedules s
        left join users u on u.id = s.deleted_by
        where s.deleted_at is not null
        order by s.deleted_at desc, s.id desc
        limit @limit offset @offset
        """;

    public async Task<DeletedPage> Handle(ListDeletedSchedules request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var found = await connection.ScalarAsync<long>(CountSql, cancellationToken);
        var page = (int)Math.Clamp(request.Page, 1, Math.Max(1, (found + ListSchedules.PageSize - 1) / ListSchedules.PageSize));
        var schedules = await connection.ReadAllAsync<DeletedSchedule>(
            Sql, new { limit = ListSchedules.PageSize, offset = (page - 1) * ListSchedules.PageSize }, cancellationToken);
        return new DeletedPage(schedules, found, page);
    }
}
