using CustomerListSchedules.Drills.DeliverSchedule;

namespace CustomerListSchedules.Drills.RunCustomerList;

public sealed class KilledExportTests
{
    private const int Customers = 150_000;

    [Fact]
    public async Task A_run_from_the_explorer_that_is_cut_off_by_a_kill_is_made_once_by_another_node()
    {
        await using var burst = await DeliveryBurst.StartAsync();
        var node = await burst.StartNodeAsync();
        await AddListAsync(burst);
        // What Run in the explorer stores.
        await burst.ExecuteAsync(
            """
            insert into list_exports (id, customer_list_id, list_name, user_id, who, file_format, snapshot, state, started_at,
              next_attempt_at)
            select gen_random_uuid(), l.id, l.name, u.id, u.email, 'xlsx',
              customer_list_snapshot(l.definition, l.output_columns, l.sort_by), 'waiting', now(), now()
            from customer_lists l, users u;
            notify work
            """);
        await node.Until(async () => await burst.CountAsync("select count(*) from list_exports where state = 'running'") == 1);
        await node.KillAsync();
        Assert.Equal(1, await burst.CountAsync("select count(*) from list_exports where state = 'running' and attempt = 1"));

        var other = await burst.StartNodeAsync();
        await other.Until(async () => await burst.CountAsync(
            "select count(*) from list_exports where state in ('waiting', 'running')") == 0);
        Assert.Equal(1, await burst.CountAsync(
            $"select count(*) from list_exports where state = 'ready' and attempt = 2 and failures = 1 and row_count = {Customers}"));
        Assert.Equal(1, await burst.CountAsync("select count(*) from stored_files where completed_at is not null"));
        Assert.Equal(1, await burst.CountAsync("select count(*) from audit where action = 'customer_list.run'"));
    }

    private static async Task AddListAsync(DeliveryBurst burst)
    {
        // In parts, each of which a busy machine inserts within the time that a statement has.
        for (var from = 0; from < Customers; from += 30_000)
        {
            await burst.ExecuteAsync(
                """
                insert into crm.customers (external_reference, first_name, last_name, created_at)
                select 'C' || n, 'First', 'Last' || n, now() from generate_series(@from + 1, @from + 30000) n
                """,
                new { from });
        }

        await burst.ExecuteAsync(
            """
            insert into users (id, name, email, email_confirmed, user_name, normalized_email, normalized_user_name, created_at,
              lockout_enabled, access_failed_count, phone_number_confirmed, two_factor_enabled, must_change_password)
            values (gen_random_uuid(), 'Staff', 'staff@example.org', true, 'staff@example.org', 'STAFF@EXAMPLE.ORG', 'STAFF@EXAMPLE.ORG',
              now(), true, 0, false, false, false);
            insert into customer_lists (name, definition, output_columns, sort_by, created_at)
            values ('Everyone', '{"preFilter":{"areas":[]},"mainFilter":{"areas":[]}}', '{name,email}', '[]', now())
            """);
    }
}
