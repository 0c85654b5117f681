using System.Net;
using AngleSharp.Dom;
using CustomerListSchedules.Features.ReviewAudit;
using CustomerListSchedules.Features.Shared;
using Dapper;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CustomerListSchedules.Integration.ReviewAudit;

public sealed class AuditTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Theory]
    [InlineData("update audit set who = 'somebody else'")]
    [InlineData("delete from audit")]
    [InlineData("truncate audit")]
    public async Task The_database_refuses_to_change_an_entry(string sql)
    {
        await application.SignInAsync(Roles.CollectReport);
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(sql));
        Assert.Equal("The audit is append-only.", refused.MessageText);
    }

    [Fact]
    public async Task Entries_older_than_they_are_kept_are_deleted_and_no_others()
    {
        await application.SignInAsync(Roles.CollectReport);
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            """
            insert into audit (at, who, action) values
              (clock_timestamp() - interval '12 months 1 day', 'old', 'test.old'),
                (clock_timestamp() - interval '11 months 27 days', 'young', 'test.young')
            """);
        await using var scope = application.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new PurgeAudit(), TestContext.Current.CancellationToken);
        Assert.Equal(
            ["test.young"], await connection.QueryAsync<string>("select action from audit where action in ('test.old', 'test.young')"));
        await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync("delete from audit"));
        Assert.Equal(
            1, await connection.ExecuteScalarAsync<int>("select (details->>'deleted')::int from audit where action = 'audit.purged'"));
    }

    [Fact]
    public async Task Administrators_find_entries_by_who_what_and_when()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            """
            insert into audit (at, who, action, subject_type, subject_id, details) values
              ('2026-03-29T23:30:00Z', 'finder@example.org', 'schedule.paused', 'schedule', '7', '{"name": "Early <b>list</b>"}'),
              ('2026-03-28T23:30:00Z', 'finder@example.org', 'schedule.resumed', 'schedule', '7', '{}')
            """);
        Assert.Equal(2, Rows(await administrator.PageAsync("/audit?search=FINDER")));
        Assert.Equal(1, Rows(await administrator.PageAsync("/audit?search=schedule%20paused")));
        Assert.Equal(1, Rows(await administrator.PageAsync("/audit?search=early%20%3Cb%3E")));
        // 23:30 UTC on the 29th is 00:30 on the 30th in the venue's summer time.
        Assert.Equal(1, Rows(await administrator.PageAsync("/audit?search=finder&from=2026-03-30&until=2026-03-30")));
        Assert.Equal(1, Rows(await administrator.PageAsync("/audit?search=finder&until=2026-03-28")));
        Assert.Equal(0, Rows(await administrator.PageAsync("/audit?search=finder&until=2026-03-27")));

        static int Rows(IDocument page) => page.QuerySelectorAll("main tbody tr").Length;
    }

    [Fact]
    public async Task The_export_is_a_safe_CSV_file_and_is_itself_audited()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("insert into audit (at, who, action) values (now(), '=cmd()', 'test.exported')");
        var answer = await administrator.GetAsync("/audit?handler=Csv&search=test%20exported", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("audit.csv", answer.Content.Headers.ContentDisposition!.FileName);
        var lines = (await answer.Content.ReadAsStringAsync(
            TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains(",'=cmd(),", lines[1], StringComparison.Ordinal);
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("select count(*)::int from audit where action = 'audit.exported'"));
    }

    [Fact]
    public async Task A_long_audit_is_read_page_by_page()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            "insert into audit (at, who, action) select now(), 'pager', 'test.page_' || n from generate_series(1, 150) n");
        var first = await administrator.PageAsync("/audit?search=pager");
        Assert.Equal(100, first.QuerySelectorAll("main tbody tr").Length);
        var second = await administrator.PageAsync(first.QuerySelector(".pager a")!.GetAttribute("href")!);
        Assert.Equal(50, second.QuerySelectorAll("main tbody tr").Length);
        Assert.Null(second.QuerySelector(".pager a"));
    }
}
