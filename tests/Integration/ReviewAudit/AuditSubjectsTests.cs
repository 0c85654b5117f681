using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Integration.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Integration.ReviewAudit;

/// <summary>"subject.verb", one name a subject: what is written, and what was written before.</summary>
public sealed class AuditSubjectsTests(TestServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_of_the_version_before_are_renamed_and_stay_append_only()
    {
        await using var database = await DatabaseOf090.CreateAsync(server);
        await database.RunAsync(
            """
            insert into audit (at, who, action, subject_type, subject_id, details)
            select '2026-03-29T23:30:00Z', 'somebody', action, subject_type, '7', '{"name": "customer-list"}'
            from unnest(@actions, @subjects) with ordinality e (action, subject_type, place)
            order by place
            """,
            new
            {
                actions = Renamed.Select(entry => entry.Was.Action).ToArray(),
                subjects = Renamed.Select(entry => entry.Was.Subject).ToArray(),
            },
            Cancel);
        await Migrator.MigrateAsync(database, null, Cancel);

        Assert.Equal(
            Renamed.Select(entry => entry.Now),
            await database.ReadAllAsync<(string, string?)>("select action, subject_type from audit order by id", Cancel));
        Assert.Equal(
            Renamed.Count,
            await database.ScalarAsync<long>(
                """
                select count(*) from audit
                where at = '2026-03-29T23:30:00Z' and who = 'somebody' and subject_id = '7' and details = '{"name": "customer-list"}'
                """,
                Cancel));
        await Assert.ThrowsAsync<PostgresException>(() => database.RunAsync("update audit set action = 'schedule.paused'", Cancel));
        await Assert.ThrowsAsync<PostgresException>(() => database.RunAsync("delete from audit", Cancel));
    }

    [Theory]
    [InlineData("customer-list.changed", "customer-list")]
    [InlineData("Schedule.changed", null)]
    [InlineData("schedule.run.now", "schedule")]
    [InlineData("paused", null)]
    [InlineData("list.run_on_demand", "scheduled_list")]
    [InlineData("schedules.paused", "schedule")]
    public async Task An_entry_that_is_not_named_so_is_not_written(string action, string? subject)
    {
        await using var database = NpgsqlDataSource.Create(await server.CreateDatabaseAsync() + ";Pooling=false");
        await using var connection = await database.OpenConnectionAsync(Cancel);
        var audit = new AuditLog(new Stopped());
        await Assert.ThrowsAsync<ArgumentException>(() => audit.WriteAsync(connection, Actor.System, action, subject, 1, null, Cancel));
        await audit.WriteAsync(connection, Actor.System, "schedule.run_now", "schedule", 1, null, Cancel);
        await audit.WriteAsync(connection, Actor.System, "audit.exported", null, null, null, Cancel);
        Assert.Equal(
            ["schedule.run_now", "audit.exported"], await connection.ReadAllAsync<string>("select action from audit order by id", Cancel));
    }

    private sealed class Stopped : IClock
    {
        public Instant GetCurrentInstant() => Instant.FromUtc(2026, 3, 29, 1, 0);
    }

    private static readonly IReadOnlyList<((string Action, string? Subject) Was, (string Action, string? Subject) Now)> Renamed =
    [
        (("customer-list.created", "customer-list"), ("customer_list.created", "customer_list")),
        (("customer-list.renamed", "customer-list"), ("customer_list.renamed", "customer_list")),
        (("customer-list.changed", "customer-list"), ("customer_list.changed", "customer_list")),
        (("customer-list.run", "customer-list"), ("customer_list.run", "customer_list")),
        (("customer-list.deleted", "customer-list"), ("customer_list.deleted", "customer_list")),
        (("scheduled-list.test_sent", "scheduled-list"), ("scheduled_list.test_sent", "scheduled_list")),
        (("list.run_on_demand", "scheduled_list"), ("scheduled_list.run_on_demand", "scheduled_list")),
        (("link.resent", "run"), ("run.link_resent", "run")),
        (("file.made", "delivery"), ("delivery.file_made", "delivery")),
        (("data.imported", "import"), ("import.finished", "import")),
        (("dotdigital.account_saved", "settings"), ("dotdigital_account.saved", "dotdigital_account")),
        (("dotdigital.account_removed", "settings"), ("dotdigital_account.removed", "dotdigital_account")),
        (("dotdigital.connection_tested", "settings"), ("dotdigital_account.connection_tested", "dotdigital_account")),
        (("keys.accepted", "settings"), ("keys.accepted", "keys")),
        (("output_template.changed", "venue_settings"), ("output_template.changed", "output_template")),
        // These were named so already.
        (("settings.changed", "settings"), ("settings.changed", "settings")),
        (("scheduled_list.moved", "scheduled_list"), ("scheduled_list.moved", "scheduled_list")),
        (("file.downloaded", "file"), ("file.downloaded", "file")),
        (("audit.exported", null), ("audit.exported", null)),
    ];
}
