using CustomerListSchedules.Features.AddCustomerList.Parts;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.OutputColumns;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>What the form of a new (no entry) or stored scheduled list needs; null when there is no such schedule or entry.</summary>
/// <param name="CustomerListId">The Customer List that is picked; null for the entry's own.</param>
public sealed record GetScheduledListForm(long ScheduleId, long? EntryId, long? CustomerListId = null) : IRequest<ScheduledListForm?>;

/// <param name="Mails">Whether the schedule mails anybody: one that only runs on demand does not.</param>
/// <param name="MatchesBookings">Whether the Customer List asks for a booking.</param>
public sealed record ScheduledListForm(
    string ScheduleName,
    bool Mails,
    string ClientName,
    IReadOnlyList<CustomerListChoice> CustomerLists,
    IReadOnlyList<OutputChoice> Catalogue,
    bool MatchesBookings,
    StoredScheduledList? Entry);

/// <summary>An entry as it is stored.</summary>
public sealed record StoredScheduledList
{
    private const string Sql =
        """
        select sl.id, sl.name, sl.customer_list_id, coalesce(sl.custom_subject, '') as custom_subject, sl.file_format, sl.when_empty,
          sl.at_least, sl.send, sl.remind, sl.output_columns, sl.sort_by, sl.row_per_booking, sl.version,
          coalesce((select array_agg(r.address::text order by r.position)
                    from scheduled_list_recipients r
                    where r.scheduled_list_id = sl.id), '{}') as recipients,
          sl.split_by,
          array(select p.value::text from scheduled_list_parts p where p.scheduled_list_id = sl.id order by p.position, p.id)
            as part_values,
          array(select p.address::text from scheduled_list_parts p where p.scheduled_list_id = sl.id order by p.position, p.id)
            as part_addresses
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
    public int? AtLeast { get; init; }
    public string Send { get; init; } = "";
    public bool Remind { get; init; }
    public string[] OutputColumns { get; init; } = [];
    public string SortBy { get; init; } = "[]";
    public bool RowPerBooking { get; init; }
    public int Version { get; init; }
    public string[] Recipients { get; init; } = [];

    /// <summary>By what it is split; null: the same list to everyone.</summary>
    public string? SplitBy { get; init; }

    public string[] PartValues { get; init; } = [];
    public string[] PartAddresses { get; init; } = [];

    /// <summary>Who gets which value, where it is split.</summary>
    public IReadOnlyList<PartLine> Parts => [.. PartValues.Zip(PartAddresses, (value, address) => new PartLine(value, address))];

    public IEnumerable<(string Column, bool Descending)> Sort =>
        CustomerLists.Definition.SortBy.ParseAll(SortBy).Select(by => (by.Column, by.Descending));

    internal static Task<StoredScheduledList?> ReadAsync(
        NpgsqlConnection connection, long scheduleId, long entryId, CancellationToken cancellationToken) =>
        connection.ReadOneAsync<StoredScheduledList>(Sql, new { scheduleId, entryId }, cancellationToken);
}

internal sealed class GetScheduledListFormHandler(IMediator mediator, VenueReader venues, NpgsqlDataSource dataSource)
    : IRequestHandler<GetScheduledListForm, ScheduledListForm?>
{
    private sealed record Schedule(string Name, bool RunAsSchedule);

    private const string ScheduleSql =
        "select name, run_as_schedule from schedules where id = @scheduleId and deleted_at is null and action = 'deliver_customer_list'";

    public async Task<ScheduledListForm?> Handle(GetScheduledListForm request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var schedule = await connection.ReadOneAsync<Schedule>(ScheduleSql, new { request.ScheduleId }, cancellationToken);
        var entry = request.EntryId is { } entryId
            ? await StoredScheduledList.ReadAsync(connection, request.ScheduleId, entryId, cancellationToken)
            : null;
        if (schedule is null || (request.EntryId is not null && entry is null))
        {
            return null;
        }

        var venue = await venues.ReadAsync(cancellationToken);
        var matches = (request.CustomerListId ?? entry?.CustomerListId) is { } list
            && await mediator.Send(new MatchesBookings(list), cancellationToken);
        return new ScheduledListForm(
            schedule.Name,
            schedule.RunAsSchedule,
            venue.ClientName,
            await mediator.Send(new ListCustomerListChoices(), cancellationToken),
            (await mediator.Send(new GetOutputCatalogue(), cancellationToken)).Choices(matches),
            matches,
            entry);
    }
}
