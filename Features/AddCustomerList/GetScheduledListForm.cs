using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.OutputColumns;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>What the form of a new (no entry) or stored scheduled list needs; null when there is no such schedule or entry.</summary>
public sealed record GetScheduledListForm(long ScheduleId, long? EntryId) : IRequest<ScheduledListForm?>;

public sealed record ScheduledListForm(
    string ScheduleName,
    string ClientName,
    IReadOnlyList<CustomerListChoice> CustomerLists,
    IReadOnlyList<OutputChoice> Catalogue,
    StoredScheduledList? Entry);

/// <summary>An entry as it is stored.</summary>
public sealed record StoredScheduledList
{
    private const string Sql =
        """
        select sl.id, sl.name, sl.customer_list_id, coalesce(sl.custom_subject, '') as custom_subject, sl.file_format, sl.when_empty,
          sl.remind, sl.output_columns, sl.sort_by, sl.version,
          coalesce((select array_agg(r.address::text order by r.position)
                    from scheduled_list_recipients r
                    where r.scheduled_list_id = sl.id), '{}') as recipients
        from scheduled_lists sl
        join schedules s on s.id = sl.schedule_id and s.deleted_at is null
        where sl.id = @entryId and sl.schedule_id = @scheduleId and sl.deleted_at is null
        """;

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public long CustomerListId { get; init; }
    public string CustomSubject { get; init; } = "";
    public string FileFormat { get; init; } = "";
    public string WhenEmpty { get; init; } = "";
    public bool Remind { get; init; }
    public string[] OutputColumns { get; init; } = [];
    public string SortBy { get; init; } = "[]";
    public int Version { get; init; }
    public string[] Recipients { get; init; } = [];

    public IEnumerable<(string Column, bool Descending)> Sort =>
        CustomerLists.Definition.SortBy.ParseAll(SortBy).Select(by => (by.Column, by.Descending));

    internal static Task<StoredScheduledList?> ReadAsync(
        NpgsqlConnection connection, long scheduleId, long entryId, CancellationToken cancellationToken) =>
        connection.ReadOneAsync<StoredScheduledList>(Sql, new { scheduleId, entryId }, cancellationToken);
}

internal sealed class GetScheduledListFormHandler(IMediator mediator, VenueReader venues, NpgsqlDataSource dataSource)
    : IRequestHandler<GetScheduledListForm, ScheduledListForm?>
{
    private const string ScheduleSql =
        "select name from schedules where id = @scheduleId and deleted_at is null and action = 'deliver_customer_list'";

    public async Task<ScheduledListForm?> Handle(GetScheduledListForm request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var scheduleName = await connection.ScalarAsync<string?>(ScheduleSql, new { request.ScheduleId }, cancellationToken);
        var entry = request.EntryId is { } entryId
            ? await StoredScheduledList.ReadAsync(connection, request.ScheduleId, entryId, cancellationToken)
            : null;
        if (scheduleName is null || (request.EntryId is not null && entry is null))
        {
            return null;
        }

        var venue = await venues.ReadAsync(cancellationToken);
        return new ScheduledListForm(
            scheduleName,
            venue.ClientName,
            await mediator.Send(new ListCustomerListChoices(), cancellationToken),
            (await mediator.Send(new GetOutputCatalogue(), cancellationToken)).Choices(),
            entry);
    }
}
