using System.Net;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.ReviewAudit;
using CustomerListSchedules.Features.SetUp.SampleData;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Integration.DeliverSchedule;
using CustomerListSchedules.Integration.SignIn;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Integration.Infrastructure;

/// <summary>docs/deploy.md, "Two database roles": the document's own file, run, and the application on the role that it makes.</summary>
public sealed class TwoRolesTests(TestServer server)
{
    private const string Roles =
        """
        do $$ begin create role lists_owner login; exception when duplicate_object then null; end $$;
        do $$ begin create role lists_app login; exception when duplicate_object then null; end $$;
        """;

    [Fact]
    public async Task The_application_does_its_work_as_a_role_that_cannot_touch_the_audit()
    {
        await using var application = await StartAsync();
        var world = new DeliveryWorld(application);
        var administrator = await application.SignInAsAsync(SampleSignIns.Administrator.Email, SampleSignIns.Administrator.Password);
        Assert.Equal(
            "lists_app",
            await application.AskAsync<string>(
                "select usename::text from pg_stat_activity where datname = current_database() and usename <> current_user limit 1"));
        await NothingFailsAsync(administrator);
        await NothingFailsAsync(await application.SignInAsAsync(SampleSignIns.Producer.Email, SampleSignIns.Producer.Password));

        // Accounts and settings.
        await SeeOtherAsync(administrator.SubmitAsync(
            "/users/new", new() { ["Name"] = "Partner", ["Email"] = "new.partner@example.org", ["Password"] = "three blue kettles" }));
        await SeeOtherAsync(administrator.SubmitAsync("/settings", new() { ["Input.KeepMonths"] = "6" }));
        var twoStep = await administrator.PageAsync("/account/two-step");
        Assert.Equal(
            HttpStatusCode.OK,
            (await administrator.SubmitAsync(
                twoStep, "/account/two-step", new() { ["Code"] = AuthenticatorApp.On(twoStep).Next(application) })).StatusCode);
        await SeeOtherAsync(administrator.SubmitAsync(
            $"/access/replace?from={SampleSignIns.WorkshopLeader.Email}&to=new.partner%40example.org", form: "section form"));

        // A schedule is run, its file collected, its files deleted.
        await world.AddCustomersAsync(3);
        var recipient = await application.CreateUserAsync("reader@example.org", Features.Shared.Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(null, [recipient.Email!], onDemand: true);
        await SeeOtherAsync(administrator.SubmitAsync(
            $"/send/run-now/{schedule.ScheduleId}", form: ".send-form"));
        await world.DeliverEverythingAsync();
        Assert.Equal(
            "delivered",
            await application.AskAsync<string>(
                "select state from runs where schedule_id = @ScheduleId order by id desc limit 1", schedule));
        var partner = await application.SignInAsAsync(recipient.Email!);
        await SeeOtherAsync(partner.SubmitAsync("/partner-companies", form: "form[action*='handler=Run']"));
        await world.DeliverEverythingAsync();
        var href = (await partner.PageAsync("/partner-companies")).QuerySelector("a[data-file]")!.GetAttribute("href")!;
        Assert.Equal(HttpStatusCode.OK, (await partner.GetAsync(href, TestContext.Current.CancellationToken)).StatusCode);
        application.Pass(Duration.FromDays(30));
        await world.SendAsync(new DeleteExpiredFiles());
        Assert.Contains("file.deleted", await application.ListAsync<string>("select distinct action from audit"));

        // Retention, by the owner's one function, which goes by PostgreSQL's clock, and by what Settings said before the role lowered it.
        await application.DoAsync(
            """
            insert into audit (at, who, action)
            values (clock_timestamp() - interval '13 months', 'old', 'test.old'),
              (clock_timestamp() - interval '7 months', 'young', 'test.young')
            """);
        await world.SendAsync(new PurgeAudit());
        Assert.Equal(["test.young"], await application.ListAsync<string>("select action from audit where action like 'test.%'"));
        Assert.Equal(1, await application.AskAsync<int>("select (details->>'deleted')::int from audit where action = 'audit.purged'"));
        administrator = await application.SignInAsync(Features.Shared.Roles.Administrator);
        Assert.Contains(
            "The audit is kept for 12 months: only the owner of the database can shorten that.",
            (await administrator.PageAsync("/settings")).Body!.TextContent, StringComparison.Ordinal);
        await SeeOtherAsync(administrator.SubmitAsync("/settings", new() { ["Input.KeepMonths"] = "18" }));
        Assert.Equal(18, await application.AskAsync<int>("select months from audit_retention"));
    }

    [Fact]
    public async Task The_applications_role_can_neither_change_the_audit_nor_lift_what_keeps_it()
    {
        await using var application = await StartAsync();
        await application.SignInAsAsync(SampleSignIns.Administrator.Email, SampleSignIns.Administrator.Password);
        await using var asApp = NpgsqlDataSource.Create(AsApp(application.Database.ConnectionString));
        await using var connection = await asApp.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var entries = await connection.ExecuteScalarAsync<long>("select count(*) from audit");
        Assert.NotEqual(0, entries);
        foreach (var sql in new[]
        {
            "update audit set who = 'somebody else'",
            "delete from audit",
            "set audit.purging = 'yes'; delete from audit",
            "truncate audit",
            "alter table audit disable trigger all",
            "drop trigger audit_is_append_only on audit",
            "create or replace function refuse_audit_change() returns trigger language plpgsql as 'begin return old; end'",
            "create or replace function purge_audit(at_most integer) returns bigint language sql security definer as 'select 1::bigint'",
            "alter function purge_audit owner to lists_app",
            "drop table audit",
            "set session_replication_role = 'replica'",
            "create rule r as on insert to audit do instead nothing",
            "create trigger t before insert on audit for each row execute function refuse_audit_change()",
            "set role lists_owner",
            "delete from schema_versions",
            "update audit_retention set months = 1",
            "delete from audit_retention",
            "truncate audit_retention",
            "update venue_settings set keep_months = 1; update audit_retention set months = (select keep_months from venue_settings)",
            "alter table audit_retention disable trigger all",
            "create or replace function owns_audit() returns boolean language sql return true",
            "create or replace function date_audit_entry() returns trigger language plpgsql as 'begin return new; end'",
        })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(sql));
            Assert.True(refused.SqlState == PostgresErrorCodes.InsufficientPrivilege, $"{sql}: {refused.SqlState} {refused.MessageText}");
        }

        Assert.Equal(entries, await connection.ExecuteScalarAsync<long>("select count(*) from audit"));
        Assert.True(await connection.ExecuteScalarAsync<bool>(
            "insert into audit (at, who, action) values ('2001-02-03', 'somebody', 'test.dated') "
            + "returning at >= now()"));
    }

    [Fact]
    public async Task An_owner_who_is_no_superuser_migrates_an_empty_database()
    {
        var connectionString = await server.CreateEmptyDatabaseAsync();
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await using (var superuser = NpgsqlDataSource.Create(connectionString + ";Pooling=false"))
        {
            await using var command = superuser.CreateCommand(
                $"{Roles}; alter database {database} owner to lists_owner; alter schema public owner to lists_owner");
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var asOwner = new NpgsqlConnectionStringBuilder(connectionString) { Username = "lists_owner", Pooling = false }.ConnectionString;
        await using var owner = NpgsqlDataSource.Create(asOwner);
        await Migrator.MigrateAsync(owner, null, TestContext.Current.CancellationToken);
        Assert.Empty(await Migrator.PendingAsync(owner, TestContext.Current.CancellationToken));
        await using var grants = owner.CreateCommand(await ScriptAsync());
        await grants.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<TestApplication> StartAsync()
    {
        var application = new TestApplication(server);
        await ((IAsyncLifetime)application).InitializeAsync();
        await application.DoAsync($"{Roles}; {await ScriptAsync()}");
        application.Setting("ConnectionStrings:Default", AsApp(application.Database.ConnectionString))
            .Setting("Database:Migrate", "false").Setting("SampleData", "true").Setting("SampleData:Customers", "200");
        return application;
    }

    private static Task<string> ScriptAsync() => File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "two-roles.sql"));

    private static string AsApp(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Username = "lists_app" }.ConnectionString;

    private static async Task SeeOtherAsync(Task<HttpResponseMessage> answer) =>
        Assert.Equal(HttpStatusCode.SeeOther, (await answer).StatusCode);

    /// <summary>
    /// Every page and fragment, with the sample venue's own ids; sandboxes make tables of their own, and are not there in Production.
    /// </summary>
    private static async Task NothingFailsAsync(HttpClient client)
    {
        var failed = new List<string>();
        foreach (var route in RouteWalkTests.Table.Keys.Where(route =>
            route.StartsWith("GET ", StringComparison.Ordinal) && !route.Contains(" /sandbox/", StringComparison.Ordinal)))
        {
            var url = System.Text.RegularExpressions.Regex.Replace(
                route[4..], @"\{[^}]*\}", match => match.Value.Contains(":guid", StringComparison.Ordinal) ? Guid.Empty.ToString() : "1");
            using var answer = await client.GetAsync(url, TestContext.Current.CancellationToken);
            if ((int)answer.StatusCode >= 500)
            {
                failed.Add($"{route}: {answer.StatusCode}");
            }
        }

        Assert.Empty(failed);
    }
}
