using System.Text.Json;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.NotifyStaff;
using CustomerListSchedules.Features.RunCustomerList.Parts;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Email;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Files;

/// <summary>Keeps what of a split list goes to nobody, and tells the owner once of each value that has no recipient.</summary>
internal sealed class SplitOutcomes(NpgsqlDataSource dataSource, MessageIds messageIds, IClock clock)
{
    /// <summary>More values nobody reads through.</summary>
    private const int MostKept = 100;

    private const int MostNamed = 5;

    // Fenced by the attempt, as everything that a worker writes.
    private const string HeldSql =
        "select id from deliveries where id = @id and attempt = @attempt and state = 'making' for no key update";

    private const string PartsSql =
        "select part_key from deliveries where run_id = @runId and scheduled_list_id = @scheduledListId";

    private const string NoteSql =
        """
        insert into run_splits (run_id, scheduled_list_id, customers, customers_without_value, bookings_without_value, unmet, unmet_values)
        values (@runId, @scheduledListId, @members, @customers, @bookings, @unmet::jsonb, @unmetValues)
        on conflict (run_id, scheduled_list_id) do update
        set customers = excluded.customers, customers_without_value = excluded.customers_without_value,
          bookings_without_value = excluded.bookings_without_value, unmet = excluded.unmet, unmet_values = excluded.unmet_values
        """;

    private const string MetSql =
        "delete from split_values_told where scheduled_list_id = @scheduledListId and part_key = any(@parts)";

    private const string ToldSql =
        """
        insert into split_values_told (scheduled_list_id, part_key, told_at)
        select @scheduledListId, part_key, @now from unnest(@unmetKeys) part_key
        on conflict do nothing
        returning part_key
        """;

    private const string ScheduleSql =
        """
        select s.id, s.name, s.owner_id
        from runs r
        join schedules s on s.id = r.schedule_id
        where r.id = @runId
        """;

    private sealed record ScheduleRow(long Id, string Name, Guid? OwnerId);

    public async Task NoteAsync(DeliveryClaim lead, SplitCounts counts, CancellationToken cancellationToken)
    {
        if (lead.RunKind == "on_demand")
        {
            return; // One part is made, of somebody who knows of no other.
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ScalarAsync<long?>(HeldSql, new { lead.Id, lead.Attempt }, cancellationToken) is null)
        {
            return;
        }

        var now = clock.GetCurrentInstant();
        var parts = await connection.ReadAllAsync<string>(PartsSql, new { lead.RunId, lead.ScheduledListId }, cancellationToken);
        ValueCount[] unmet = [.. counts.Values.Where(value => value.Customers > 0 && !parts.Contains(value.PartKey))];
        await connection.RunAsync(
            NoteSql,
            new
            {
                lead.RunId, lead.ScheduledListId, counts.Members, counts.Without.Customers, counts.Without.Bookings,
                unmet = JsonSerializer.Serialize(unmet.Take(MostKept), JsonSerializerOptions.Web), unmetValues = unmet.Length,
            },
            cancellationToken);
        if (lead.RunKind != "test")
        {
            await connection.RunAsync(MetSql, new { lead.ScheduledListId, parts = parts.ToArray() }, cancellationToken);
            await TellAsync(connection, lead, unmet, now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task TellAsync(
        NpgsqlConnection connection, DeliveryClaim lead, ValueCount[] unmet, Instant now, CancellationToken cancellationToken)
    {
        var unmetKeys = unmet.Select(value => value.PartKey).ToArray();
        var told = await connection.ReadAllAsync<string>(ToldSql, new { lead.ScheduledListId, unmetKeys, now }, cancellationToken);
        ValueCount[] news = [.. unmet.Where(value => told.Contains(value.PartKey))];
        if (news.Length == 0
            || await connection.ReadOneAsync<ScheduleRow>(ScheduleSql, new { lead.RunId }, cancellationToken) is not { } schedule)
        {
            return;
        }

        var words = $"{lead.Name}: {Plural.Count(news.Length, SplitBy.Word(lead.SplitBy!))} {Plural.Word(news.Length, "has", "have")} no "
            + "recipient, so their customers go to nobody: "
            + string.Join(", ", news.Take(MostNamed).Select(value => $"{value.Value} ({Plural.Count(value.Customers, "customer")})"))
            + (news.Length > MostNamed ? $" and {Plural.Number(news.Length - MostNamed)} more." : ".");
        await InsertNotices.ExecuteAsync(
            connection, messageIds,
            [(schedule.OwnerId, new NoticeItem(schedule.Name, words, $"/schedules/{schedule.Id}/customer-lists/{lead.ScheduledListId}"))],
            "A customer list needs your attention", now, cancellationToken);
    }
}
