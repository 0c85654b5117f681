using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>The statements that <see cref="SaveScheduledList"/> executes, in its order.</summary>
internal static class StoreScheduledList
{
    // Whoever adds to or changes a schedule waits for its row.
    private const string LockSql =
        """
        select id from schedules
        where id = @scheduleId and deleted_at is null and action = 'deliver_customer_list'
        for no key update
        """;

    private const string CustomerListSql =
        "select name from customer_lists where id = @customerListId and deleted_at is null for share";

    private const string InsertSql =
        """
        insert into scheduled_lists (schedule_id, position, name, customer_list_id, custom_subject, file_format,
          output_columns, sort_by, row_per_booking, when_empty, at_least, send, remind, split_by,
          idempotency_key)
        select @scheduleId, coalesce(max(position), 0) + 1, @name, @customerListId, @subject, @fileFormat,
          @columns, @sortBy::jsonb, @rowPerBooking, @whenEmpty, @least, @send, @remind, @splitBy, @key
        from scheduled_lists
        where schedule_id = @scheduleId
        on conflict (idempotency_key) do nothing
        returning id
        """;

    private const string UpdateSql =
        """
        update scheduled_lists
        set name = @name, customer_list_id = @customerListId, custom_subject = @subject, file_format = @fileFormat,
          output_columns = @columns, sort_by = @sortBy::jsonb, row_per_booking = @rowPerBooking, when_empty = @whenEmpty,
          at_least = @least, send = @send, remind = @remind, split_by = @splitBy, version = version + 1
        where id = @entryId and schedule_id = @scheduleId and deleted_at is null and version = @version
        """;

    private const string RecipientsSql =
        """
        with typed as (select address, position from unnest(@addresses) with ordinality typed (address, position)),
        gone as (
          delete from scheduled_list_recipients
          where scheduled_list_id = @entryId and address <> all(@addresses))
        insert into scheduled_list_recipients (scheduled_list_id, address, position)
        select @entryId, address, position from typed
        on conflict (scheduled_list_id, address) do update set position = excluded.position
        """;

    // A row whose value and address stay keeps its id, by which a partner's page knows the part.
    private const string PartsSql =
        """
        delete from scheduled_list_parts p
        where p.scheduled_list_id = @entryId and not exists (
          select from unnest(@values, @partAddresses) typed (value, address)
          where typed.address = p.address and part_key('', typed.value) = part_key('', p.value));
        insert into scheduled_list_parts (scheduled_list_id, value, address, position)
        select @entryId, value, address, position
        from (
          select distinct on (address, part_key('', value)) value, address, position
          from unnest(@values, @partAddresses) with ordinality typed (value, address, position)
          order by address, part_key('', value), position) typed
        order by position
        on conflict (scheduled_list_id, address, key) do update set value = excluded.value, position = excluded.position
        """;

    /// <summary>Locks the schedule; null when it is gone.</summary>
    public static Task<long?> LockScheduleAsync(
        NpgsqlConnection connection, SaveScheduledList request, CancellationToken cancellationToken) =>
        connection.ScalarAsync<long?>(LockSql, Values(request, null), cancellationToken);

    /// <summary>Locks the Customer List; null when it is gone.</summary>
    public static Task<string?> LockCustomerListAsync(
        NpgsqlConnection connection, SaveScheduledList request, CancellationToken cancellationToken) =>
        connection.ScalarAsync<string?>(CustomerListSql, Values(request, null), cancellationToken);

    /// <summary>The new entry's id; null when this form has made one already.</summary>
    public static Task<long?> InsertAsync(NpgsqlConnection connection, SaveScheduledList request, CancellationToken cancellationToken) =>
        connection.ScalarAsync<long?>(InsertSql, Values(request, null), cancellationToken);

    public static Task UpdateAsync(
        NpgsqlConnection connection, SaveScheduledList request, long entryId, CancellationToken cancellationToken) =>
        connection.RunAsync(UpdateSql, Values(request, entryId), cancellationToken);

    public static Task SaveRecipientsAsync(
        NpgsqlConnection connection, SaveScheduledList request, long entryId, CancellationToken cancellationToken) =>
        connection.RunAsync($"{RecipientsSql};{PartsSql}", Values(request, entryId), cancellationToken);

    private static object Values(SaveScheduledList request, long? entryId) =>
        new
        {
            request.ScheduleId,
            entryId,
            request.Version,
            request.Key,
            request.Details.Name,
            subject = request.Details.CustomSubject is { Length: > 0 } subject ? subject : null,
            request.Details.CustomerListId,
            request.Details.FileFormat,
            request.Details.WhenEmpty,
            request.Details.Least,
            request.Details.Send,
            request.Details.Remind,
            columns = request.Output.Columns.ToArray(),
            sortBy = SortBy.ToJson(request.Output.Sort().Select(by => new SortBy(by.Column, by.Descending))),
            request.Output.RowPerBooking,
            request.Details.SplitBy,
            addresses = request.Details.Recipients.ToArray(),
            values = request.Details.Parts.Select(part => part.Value).ToArray(),
            partAddresses = request.Details.Parts.Select(part => part.Address).ToArray(),
        };
}
