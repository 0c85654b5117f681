using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Integration.CollectReport;

/// <summary>The views current_recipients, collectors and staff, against a truth written by hand.</summary>
public sealed class WhoMayHaveAFileTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const string AccountSql =
        """
        with made as (
          insert into users (id, name, user_name, normalized_user_name, email, normalized_email, email_confirmed, phone_number_confirmed,
            two_factor_enabled, lockout_enabled, access_failed_count, must_change_password, created_at, deactivated_at)
          values (gen_random_uuid(), @name, @email, upper(@email), @email, upper(@email), true, false, false, true, 0, false,
            '2026-01-01Z', case when @deactivated then '2026-02-01Z'::timestamptz end)
          returning id)
        insert into user_roles (user_id, role_id)
        select made.id, r.id from made join roles r on r.name = any(@roles)
        """;

    private const string ListsSql =
        """
        insert into customer_lists (name, definition, output_columns, sort_by, created_at)
        values ('Friends', '{}', '{name}', '[]', '2026-01-01Z');
        insert into schedules (name, action, run_on_demand, run_as_schedule, time_zone, run_from, occurs, recurs_every, daily_frequency,
          at_hour, created_at, paused_at, deleted_at, next_run_at)
        values
          ('Weekly', 'deliver_customer_list', false, true, 'Europe/London', '2026-01-01', 'daily', 1, 'once_at',
            9, '2026-01-01Z', null, null, '2026-03-02T09:00Z'),
          ('Paused', 'deliver_customer_list', true, false, null, null, null, null, null, null, '2026-01-01Z', '2026-02-01Z', null, null),
          ('Deleted', 'deliver_customer_list', true, false, null, null, null, null, null, null, '2026-01-01Z', null, '2026-02-01Z', null);
        insert into scheduled_lists
          (schedule_id, position, name, customer_list_id, file_format, output_columns, sort_by, remind, deleted_at)
        select s.id, l.position, l.name, c.id, l.format, '{name}', '[]', l.remind, l.deleted_at
        from (values
          ('Weekly', 1, 'Door list', 'csv', true, null::timestamptz),
          ('Weekly', 2, 'Taken off', 'csv', false, '2026-02-01Z'),
          ('Paused', 1, 'On demand', 'xlsx', false, null),
          ('Deleted', 1, 'Gone with its schedule', 'csv', false, null)
        ) l (schedule, position, name, format, remind, deleted_at)
        join schedules s on s.name = l.schedule
        cross join customer_lists c;
        insert into scheduled_list_recipients (scheduled_list_id, address, position)
        select l.id, r.address, r.position
        from scheduled_lists l
        cross join (values ('Ann@example.org', 1), ('ben@example.org', 2)) r (address, position);
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private NpgsqlDataSource Database => database.DataSource;

    public async ValueTask InitializeAsync()
    {
        await Database.RunAsync("truncate users, schedules, customer_lists cascade", Cancel);
        await AddAsync("Ann", "ann@example.org", ["Collect Report"]);
        await AddAsync("Ben", "ben@example.org", ["Collect Report", "Insights & Mailings"]);
        await AddAsync("Cleo", "cleo@example.org", ["Administrator"]);
        await AddAsync("Dov", "dov@example.org", ["Administrator", "Insights & Mailings", "Collect Report"], deactivated: true);
        await AddAsync("Eve", "eve@example.org", []);
        await AddAsync("Fay", "fay@example.org", ["Insights & Mailings"]);
        await Database.RunAsync(ListsSql, Cancel);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Collectors_are_active_accounts_with_the_role_and_no_other_role_implies_it() =>
        Assert.Equal(
            [("Ann", "ann@example.org"), ("Ben", "ben@example.org")],
            await Database.ReadAllAsync<(string, string)>("select name, address from collectors order by name", Cancel));

    [Fact]
    public async Task Staff_are_active_accounts_with_a_role_of_the_venue_each_once() =>
        Assert.Equal(
            [("Ben", "ben@example.org", false), ("Cleo", "cleo@example.org", true), ("Fay", "fay@example.org", false)],
            await Database.ReadAllAsync<(string, string, bool)>("select name, email, administrator from staff order by name", Cancel));

    [Fact]
    public async Task Current_recipients_are_those_of_lists_and_schedules_that_are_not_deleted_paused_or_not()
    {
        var rows = await Database.ReadAllAsync<(string, string, string, bool, bool, bool, string)>(
            """
            select schedule_name, scheduled_list_name, address::text, remind, run_as_schedule, run_on_demand,
              concat_ws(' ', file_format, position, paused_at is not null, next_run_at at time zone 'UTC')
            from current_recipients
            order by scheduled_list_id, position
            """,
            Cancel);
        Assert.Equal(
            [
                ("Weekly", "Door list", "Ann@example.org", true, true, false, "csv 1 f 2026-03-02 09:00:00"),
                ("Weekly", "Door list", "ben@example.org", true, true, false, "csv 2 f 2026-03-02 09:00:00"),
                ("Paused", "On demand", "Ann@example.org", false, false, true, "xlsx 1 t"),
                ("Paused", "On demand", "ben@example.org", false, false, true, "xlsx 2 t"),
            ],
            rows);
    }

    [Fact]
    public async Task An_address_is_a_collectors_to_the_letter()
    {
        // Ann's list names Ann@, and her account is ann@.
        Assert.Equal(
            [("Ben", "Door list"), ("Ben", "On demand")],
            await Database.ReadAllAsync<(string, string)>(
                """
                select c.name, r.scheduled_list_name
                from current_recipients r
                join collectors c on c.address = r.address
                order by r.scheduled_list_id
                """,
                Cancel));
        // Whatever the server's own order of letters is, the view's columns compare by their bytes.
        Assert.Equal(
            ["C", "C"],
            await Database.ReadAllAsync<string>(
                """
                select l.collname::text
                from pg_attribute a join pg_collation l on l.oid = a.attcollation
                where a.attrelid in ('current_recipients'::regclass, 'collectors'::regclass) and a.attname = 'address'
                """,
                Cancel));
    }

    [Theory]
    [InlineData("select from collectors where address = 'ben@example.org'", "users_email")]
    [InlineData("select from collectors where id = @id", "users_pkey")]
    [InlineData("select from current_recipients where address = 'ben@example.org'", "scheduled_list_recipients_address")]
    [InlineData("select from current_recipients where scheduled_list_id = 7 and address = 'b@example.org'", "scheduled_lists_pkey")]
    [InlineData("select from staff where id = @id", "users_pkey")]
    [InlineData(
        "select from current_recipients r join collectors c on c.address = r.address where c.id = @id",
        "scheduled_list_recipients_address")]
    public async Task A_look_up_in_a_view_is_one_in_the_tables_index(string sql, string index)
    {
        await using var connection = await Database.OpenConnectionAsync(Cancel);
        await connection.RunAsync("set enable_seqscan = off; set enable_bitmapscan = off", Cancel);
        var explained = "explain " + sql.Replace("@id", $"'{Guid.Empty}'", StringComparison.Ordinal);
        var plan = string.Join('\n', await connection.ReadAllAsync<string>(explained, Cancel));
        Assert.Contains($"using {index} on", plan, StringComparison.Ordinal);
        await connection.RunAsync("reset all", Cancel);
    }

    private Task AddAsync(string name, string email, string[] roles, bool deactivated = false) =>
        Database.RunAsync(AccountSql, new { name, email, roles, deactivated }, Cancel);
}
