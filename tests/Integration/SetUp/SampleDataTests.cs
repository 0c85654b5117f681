using System.Diagnostics;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.SetUp.SampleData;
using CustomerListSchedules.Infrastructure.Identity;
using Dapper;
using MediatR;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Integration.SetUp;

public sealed class SampleDataTests(TestApplication app) : IClassFixture<TestApplication>
{
    private static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];

    [Fact]
    public async Task The_sample_venue_has_its_three_lists_and_somebody_on_each_of_them_and_loading_it_again_changes_nothing()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var scope = app.Services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();

        var watch = Stopwatch.StartNew();
        Assert.True(await mediator.Send(new LoadSampleData(5_000), cancellation));
        TestContext.Current.SendDiagnosticMessage("Sample data: {0}", watch.Elapsed);
        await using var connection = await app.Database.DataSource.OpenConnectionAsync(cancellation);
        var before = await Fingerprint(connection);
        Assert.False(await mediator.Send(new LoadSampleData(5_000), cancellation));
        Assert.Equal(before, await Fingerprint(connection));

        var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellation);
        var now = app.Services.GetRequiredService<IClock>().GetCurrentInstant();
        var snapshots = (await connection.QueryAsync<(string Name, string Snapshot)>(
            "select name, customer_list_snapshot(definition, output_columns, sort_by, row_per_booking)::text "
            + "from customer_lists order by id")).ToArray();
        Assert.Equal(
            ["Today's workshop attendees", "Bookers of Paper Lantern Theatre", "Yesterday's donors"], snapshots.Select(list => list.Name));
        foreach (var (_, snapshot) in snapshots)
        {
            Assert.NotEqual(0, await Count(connection, snapshot, catalogue, now));
        }

        // The sample still holds when it is opened long after it was made.
        foreach (var days in new[] { 1, 20, 45, 120, 240, 360 })
        {
            Assert.NotEqual(0, await Count(connection, snapshots[0].Snapshot, catalogue, now + Duration.FromDays(days)));
        }

        Assert.Equal(1, await connection.ExecuteScalarAsync<int>(
            "select count(*) from schedules where next_run_at <= @soon and next_run_at > @now - interval '1 minute'",
            new { now = now.ToDateTimeUtc(), soon = (now + Duration.FromMinutes(1)).ToDateTimeUtc() }));
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        foreach (var signIn in SampleSignIns.All)
        {
            var user = await users.FindByEmailAsync(signIn.Email);
            Assert.True(await users.CheckPasswordAsync(user!, signIn.Password));
            Assert.Equal(signIn.Roles.Order(), (await users.GetRolesAsync(user!)).Order());
        }
    }

    private static async Task<long> Count(NpgsqlConnection connection, string snapshot, OutputCatalogue catalogue, Instant now)
    {
        var compiled = ListCompiler.Compile(ListSnapshot.Parse(snapshot), catalogue, new DateMetricClock(now, London));
        await using var command = compiled.Command(connection, compiled.CountSql);
        var count = (long)(await command.ExecuteScalarAsync())!;
        await using var rows = compiled.Command(connection, compiled.RowsSql);
        await using var reader = await rows.ExecuteReaderAsync();
        var read = 0L;
        while (await reader.ReadAsync())
        {
            Assert.Equal(count, reader.GetInt64(0));
            Assert.Equal(compiled.Columns.Count + (compiled.RowPerBooking ? 5 : 2), reader.FieldCount);
            read += !compiled.RowPerBooking || reader.GetBoolean(reader.FieldCount - 1) ? 1 : 0;
        }

        Assert.Equal(count, read);
        return count;
    }

    private static async Task<string> Fingerprint(NpgsqlConnection connection) => (await connection.ExecuteScalarAsync<string>(
        """
        select md5(string_agg(rows, '|' order by rows)) from (
          select md5(string_agg(t::text, '|' order by t::text)) from crm.customers t union all
          select md5(string_agg(t::text, '|' order by t::text)) from crm.bookings t union all
          select md5(string_agg(t::text, '|' order by t::text)) from crm.donations t union all
          select md5(string_agg(t::text, '|' order by t::text)) from customer_lists t union all
          select md5(string_agg(t::text, '|' order by t::text)) from segments t union all
          select md5(string_agg(t::text, '|' order by t::text)) from schedules t union all
          select md5(string_agg(t::text, '|' order by t::text)) from scheduled_lists t union all
          select md5(string_agg(t::text, '|' order by t::text)) from users t) x (rows)
        """))!;
}
