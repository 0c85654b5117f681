using System.Globalization;
using System.Net;
using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.ImportData.Freshness;
using CustomerListSchedules.Features.Shared;
using NodaTime;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>How old the data is, whoever loads it.</summary>
public sealed class DataAgeTests(ImportWorld world) : IClassFixture<ImportWorld>
{
    [Fact]
    public async Task Imports_and_the_venues_own_feed_both_make_the_data_fresh()
    {
        await FreshAsync(expectedHours: 24);
        var never = await world.SendAsync(new GetDataAge());
        Assert.True(never.OlderThanExpected);
        Assert.Contains("no load of it was ever recorded", never.Warning, StringComparison.Ordinal);

        await world.ExecuteAsync(
            "insert into crm.data_loads (source, as_of, loaded_at) "
            + "values ('Nightly feed', now() - interval '30 hours', now() - interval '30 hours')");
        var old = await world.SendAsync(new GetDataAge());
        Assert.Equal(("Nightly feed", true), (old.Source, old.OlderThanExpected));
        Assert.Contains("expected every 24 hours", old.Warning, StringComparison.Ordinal);

        await world.ExecuteAsync("delete from crm.data_loads");
        await world.ImportAsync("events", "External Reference,Name\nAge1,Play\n");
        var fresh = await world.SendAsync(new GetDataAge());
        Assert.Equal(("Import Data", false, null), (fresh.Source, fresh.OlderThanExpected, fresh.Warning));

        // A feed that only says that it has finished counts, too.
        await world.ExecuteAsync("delete from crm.data_loads; insert into crm.data_loads (source) values ('Nightly feed')");
        Assert.False((await world.SendAsync(new GetDataAge())).OlderThanExpected);
    }

    [Fact]
    public async Task A_file_of_which_nothing_can_be_used_makes_nothing_fresh()
    {
        await FreshAsync(expectedHours: 24);
        await world.ImportAsync("events", "External Reference,Name\n,Play\n");
        Assert.Null((await world.SendAsync(new GetDataAge())).AsOf);
    }

    [Fact]
    public async Task Administrators_are_told_once_for_each_lapse_and_no_one_else()
    {
        await FreshAsync(expectedHours: 1);
        await world.ExecuteAsync("delete from user_roles");
        var administrator = await world.Application.CreateUserAsync(null, Roles.Administrator);
        await world.Application.CreateUserAsync(null, Roles.InsightsAndMailings);
        await world.Application.CreateUserAsync(null, Roles.CollectReport);
        await world.ExecuteAsync(
            "insert into crm.data_loads (source, as_of, loaded_at) "
            + "values ('Feed', now() - interval '3 hours', now() - interval '3 hours')");
        await world.SendAsync(new WatchDataAge());
        await world.SendAsync(new WatchDataAge());
        Assert.Equal(
            [administrator.Email!],
            await world.LinesAsync(
                "select distinct recipient from notices where subject = 'Customer data is older than expected' "
                + "and recipient like 'person%'"));
        Assert.Equal(1, await world.ScalarAsync<long>($"select count(*) from notices where recipient = '{administrator.Email}'"));

        await world.ExecuteAsync(
            "insert into crm.data_loads (source, as_of, loaded_at) "
            + "values ('Feed', now() - interval '2 hours', now() - interval '2 hours')");
        await world.SendAsync(new WatchDataAge());
        Assert.Equal(2, await world.ScalarAsync<long>($"select count(*) from notices where recipient = '{administrator.Email}'"));
    }

    [Fact]
    public async Task A_kind_that_was_not_loaded_for_long_is_named_however_fresh_the_others_are()
    {
        await FreshAsync(expectedHours: 24);
        await LoadedAsync("bookings", hoursAgo: 60);
        await LoadedAsync("tags", hoursAgo: 1);
        var age = await world.SendAsync(new GetDataAge());
        Assert.True(age.OlderThanExpected);
        Assert.StartsWith(
            "Some customer data is older than expected: bookings, last brought up to date ", age.Warning, StringComparison.Ordinal);
        Assert.EndsWith(". It is expected every 24 hours.", age.Warning, StringComparison.Ordinal);
        Assert.DoesNotContain("tags", age.Warning, StringComparison.Ordinal);

        // A feed's row without a kind is one of every kind, also of those that are loaded apart from it.
        await LoadedAsync(null, hoursAgo: 0);
        Assert.Null((await world.SendAsync(new GetDataAge())).Warning);
        await FreshAsync(expectedHours: 24);
        await LoadedAsync(null, hoursAgo: 30);
        await LoadedAsync("tags", hoursAgo: 1);
        Assert.StartsWith(
            "Some customer data is older than expected: customers, contact preferences, events, event tags, instances, bookings, "
            + "donations, memberships, last brought up to date ",
            (await world.SendAsync(new GetDataAge())).Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Administrators_are_told_once_of_each_kind_that_lapses_whatever_else_is_loaded_daily()
    {
        await FreshAsync(expectedHours: 24);
        await world.ExecuteAsync("delete from user_roles");
        var administrator = await world.Application.CreateUserAsync(null, Roles.Administrator);
        await LoadedAsync("bookings", hoursAgo: 60);
        foreach (var hoursAgo in (int[])[2, 1])
        {
            await LoadedAsync("tags", hoursAgo);
            await world.SendAsync(new WatchDataAge());
            Assert.Equal(1, await world.ScalarAsync<long>($"select count(*) from notices where recipient = '{administrator.Email}'"));
        }

        await LoadedAsync("donations", hoursAgo: 25);
        await world.SendAsync(new WatchDataAge());
        Assert.Equal(2, await world.ScalarAsync<long>($"select count(*) from notices where recipient = '{administrator.Email}'"));
        await LoadedAsync("donations", hoursAgo: 0);
        await world.SendAsync(new WatchDataAge());
        Assert.Equal(2, await world.ScalarAsync<long>($"select count(*) from notices where recipient = '{administrator.Email}'"));
    }

    [Fact]
    public async Task Settings_say_how_often_it_is_expected_and_every_page_of_an_administrator_says_when_it_is_older()
    {
        await FreshAsync(expectedHours: null);
        var administrator = await world.Application.SignInAsync(Roles.Administrator);
        var saved = await administrator.SubmitAsync("/settings", new() { ["Input.DataExpectedHours"] = "24" });
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Equal("24", await world.ScalarAsync<string>("select data_expected_hours::text from venue_settings"));
        var wrong = await administrator.SubmitAsync("/settings", new() { ["Input.DataExpectedHours"] = "0" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains(
            "from 1 to 8,760", (await wrong.DocumentAsync()).QuerySelector("#Input_DataExpectedHours-error")!.TextContent,
            StringComparison.Ordinal);

        Assert.NotNull((await administrator.PageAsync("/schedules")).QuerySelector(".notice.warn a[href='/import']"));
        var staff = await world.Application.SignInAsync(Roles.InsightsAndMailings);
        Assert.Null((await staff.PageAsync("/schedules")).QuerySelector("a[href='/import']"));
        await world.ExecuteAsync("insert into crm.data_loads (source) values ('Feed')");
        Assert.Null((await administrator.PageAsync("/schedules")).QuerySelector(".notice.warn a[href='/import']"));
    }

    [Theory]
    [InlineData(1, "just now")]
    [InlineData(60, "60 minutes ago")]
    [InlineData(60 * 26, "26 hours ago")]
    [InlineData(60 * 24 * 3, "3 days ago")]
    public void Ages_are_said_as_a_person_would(int minutes, string words) =>
        Assert.Equal(words, DataAge.AgoWords(Duration.FromMinutes(minutes)));

    [Fact]
    public async Task A_feed_cannot_make_the_data_look_fresh_for_years() =>
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => world.ExecuteAsync(
            "insert into crm.data_loads (source, as_of) values ('Feed', now() + interval '1 year')"));

    private Task LoadedAsync(string? kind, int hoursAgo) => world.ExecuteAsync(FormattableString.Invariant(
        $"""
        insert into crm.data_loads (source, kind, as_of, loaded_at)
        select 'Feed', {(kind is null ? "null" : $"'{kind}'")}, at, at
        from (select now() - interval '{hoursAgo} hours' as at) load
        """));

    private Task FreshAsync(int? expectedHours) => world.ExecuteAsync(
        FormattableString.Invariant(
            $"""
            delete from crm.data_loads; delete from data_age_notices; delete from notices;
            update venue_settings set data_expected_hours = {expectedHours?.ToString(CultureInfo.InvariantCulture) ?? "null"}
            """));
}
