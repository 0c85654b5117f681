using System.Text;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>What the venue's feed may write to crm, and what becomes of rows from before that was said.</summary>
public sealed class FeedTests(ImportWorld world, TestServer server) : IClassFixture<ImportWorld>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("insert into crm.customers (external_reference, created_at) values ('H1', '20222-01-05 10:00+00')", "created_at")]
    [InlineData("insert into crm.customers (external_reference, birth_date, created_at) values ('H', '0044-3-15 BC', now())", "birth_date")]
    [InlineData("insert into crm.customers (external_reference, birth_date, created_at) values ('H', 'infinity', now())", "birth_date")]
    [InlineData("insert into crm.customers (external_reference, created_at) values ('H4', '-infinity')", "created_at")]
    [InlineData("insert into crm.customers (external_reference, birth_date, created_at) values ('H', '12024-02-03', now())", "birth_date")]
    [InlineData("update crm.customers set updated_at = 'infinity'", "updated_at")]
    [InlineData("update crm.event_instances set starts_at = '1799-06-01'", "starts_at")]
    [InlineData("update crm.event_instances set ends_at = 'infinity'", "ends_at")]
    [InlineData("update crm.bookings set booked_at = '2201-06-01'", "booked_at")]
    [InlineData("update crm.bookings set amount = 'NaN'", "amount")]
    [InlineData("update crm.donations set donated_at = '-infinity'", "donated_at")]
    [InlineData("update crm.donations set amount = 'NaN'", "amount")]
    [InlineData("update crm.memberships set starts_on = '-infinity'", "starts_on")]
    [InlineData("update crm.memberships set expires_on = '2201-01-01'", "expires_on")]
    [InlineData("update crm.mailings_received set received_at = 'infinity'", "received_at")]
    [InlineData("insert into crm.data_loads (source, as_of) values ('Feed', '-infinity')", "as_of")]
    public async Task What_no_list_can_be_made_of_is_refused_and_its_column_named(string sql, string column)
    {
        await using var database = await MigratedAsync();
        await database.RunAsync(Rows, Stop);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.RunAsync(sql, Stop));

        Assert.Equal((PostgresErrorCodes.CheckViolation, column), (refused.SqlState, refused.ColumnName));
        Assert.Contains(column, refused.MessageText, StringComparison.Ordinal);
        // The limits themselves are no fault.
        await database.RunAsync("update crm.customers set birth_date = '1800-01-01', created_at = '2200-12-31 23:59-12'", Stop);
        Assert.Empty(await database.ReadAllAsync<string>("select value from crm.unusable_rows(10)", Stop));
    }

    [Fact]
    public async Task Old_rows_keep_no_version_from_starting_and_no_feed_from_going_on_and_are_listed()
    {
        await using var database = await MigratedAsync("0021_sign_in_failures");
        await database.RunAsync(
            """
            insert into crm.customers (external_reference, first_name, town, birth_date, created_at) values
              ('H1', 'Ada', 'Oxford', null, '20222-01-05 10:00+00'), ('H2', E' Zoe\u0301', E'\u200b', '0044-03-15 BC', now());
            insert into crm.donations (external_reference, customer_id, fund, donated_at, amount) select 'N', id, 'General', now(), 'NaN'
            from crm.customers where external_reference = 'H1';
            insert into crm.memberships (external_reference, customer_id, scheme, starts_on, expires_on) select 'M', id, 'Friend', now(),
              '9999-12-31' from crm.customers where external_reference = 'H1';
            """,
            Stop);

        await Migrator.MigrateAsync(database, null, Stop);

        Assert.Equal(
            ["customers birth_date H2 0044-03-15 BC", "customers created_at H1 20222-01-05 10:00:00+00", "donations amount N NaN"],
            await database.ReadAllAsync<string>(
                """select concat_ws(' ', "table", "column", external_reference, value) from crm.unusable_rows(10) order by 1""", Stop));
        Assert.Equal(("Zoé", true), await database.ReadSingleAsync<(string, bool)>(
            "select first_name, town is null from crm.customers where external_reference = 'H2'", Stop));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from crm.memberships where expires_on is null", Stop));
        // The nightly feed, which writes everything anew.
        const string Upsert =
            """
            insert into crm.customers (external_reference, last_name, birth_date, created_at) values ('H2', 'Miller', @born::date, now())
            on conflict (external_reference) do update set last_name = excluded.last_name, birth_date = excluded.birth_date
            """;
        await database.RunAsync(Upsert, new { born = "0044-03-15 BC" }, Stop);
        await database.RunAsync("update crm.customers set last_name = 'Mill', birth_date = birth_date, created_at = created_at", Stop);
        await Assert.ThrowsAsync<PostgresException>(() => database.RunAsync(Upsert, new { born = "0045-03-15 BC" }, Stop));
        await Assert.ThrowsAsync<PostgresException>(() => database.RunAsync("update crm.customers set birth_date = 'infinity'", Stop));
        await database.RunAsync(Upsert, new { born = "1944-03-15" }, Stop);
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from crm.unusable_rows(10)", Stop));
    }

    [Theory]
    [InlineData("9999-12-31")]
    [InlineData("infinity")]
    public async Task A_membership_to_the_end_of_time_has_no_end(string expires)
    {
        await using var database = await MigratedAsync();
        await database.RunAsync(Rows, Stop);
        await database.RunAsync("update crm.memberships set expires_on = @expires::date", new { expires }, Stop);
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from crm.memberships where expires_on is null", Stop));
    }

    [Fact]
    public void A_feeds_text_is_stored_as_an_import_stores_it()
    {
        string[] pieces =
        [
            "a", "Z", "e\u0301", "ë", " ", "\t", "\n", "\u00A0", "\u200B", "\u00AD", "\u200E", "\u3000", "\uFEFF", "😀", "|", "-", "’",
            "\u0085", "\u2028", "\u0958", "1", "@", ".",
        ];
        var text = Gen.Elements(pieces).ListOf().Select(chosen => string.Concat(chosen.Take(10)));
        Prop.ForAll(text.ArrayOf(50).ToArbitrary(), texts => StoredAsImportedAsync(texts).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    [Fact]
    public async Task Administrators_see_the_old_rows_and_others_not()
    {
        await world.ExecuteAsync(
            """
            alter table crm.customers disable trigger refuse_unusable;
            insert into crm.customers (external_reference, birth_date, created_at) values ('OLD1', '20222-01-05', now());
            alter table crm.customers enable trigger refuse_unusable;
            """);
        using var administrator = await world.Application.SignInAsync(Roles.Administrator);
        var page = await administrator.PageAsync("/import/unusable-rows");
        Assert.Equal(
            ["Customers", "OLD1", "Birth Date", "20222-01-05"],
            page.QuerySelectorAll("tbody tr:last-child td").Select(cell => cell.TextContent));
        await world.ExecuteAsync("delete from crm.customers where external_reference = 'OLD1'");
        Assert.Contains(
            "Every row can be used", (await administrator.PageAsync("/import/unusable-rows")).Body!.TextContent, StringComparison.Ordinal);
    }

    private async Task StoredAsImportedAsync(string[] texts)
    {
        await world.ExecuteAsync("delete from crm.customers where external_reference like 'F%'");
        await world.ExecuteAsync(
            """
            insert into crm.customers (external_reference, first_name, email, created_at)
            select 'F' || i, t, t, now() from unnest(@texts) with ordinality as t (t, i)
            """,
            new { texts });

        var words = new CellText();
        Assert.Equal(
            texts.Select(text => (
                Words(words.Words(Encoding.UTF8.GetBytes(text)), text), Words(words.Mark(Encoding.UTF8.GetBytes(text)), text))),
            await world.Application.ListAsync<(string, string)>(
                "select coalesce(first_name, ''), coalesce(email, '') from crm.customers where external_reference like 'F%' order by id"));
    }

    // A text that would become longer is left as it is.
    private static string Words(ReadOnlySpan<byte> tidied, string text)
    {
        var words = Encoding.UTF8.GetString(tidied);
        return words.EnumerateRunes().Count() <= text.EnumerateRunes().Count() ? words : text;
    }

    private const string Rows =
        """
        insert into crm.customers (external_reference, created_at) values ('C', now());
        insert into crm.events (external_reference, name) values ('E', 'Play');
        insert into crm.event_instances (external_reference, event_id, starts_at) select 'I', id, now() from crm.events;
        insert into crm.bookings (external_reference, customer_id, event_instance_id, booked_at, tickets, amount, status)
        select 'B', c.id, i.id, now(), 1, 1, 'Confirmed' from crm.customers c, crm.event_instances i;
        insert into crm.donations (external_reference, customer_id, fund, donated_at, amount)
        select 'D', id, 'General', now(), 1 from crm.customers;
        insert into crm.memberships (external_reference, customer_id, scheme, starts_on)
        select 'M', id, 'Friend', '2020-01-01' from crm.customers;
        insert into crm.mailings_received (customer_id, category, name, received_at) select id, 'News', 'May', now() from crm.customers;
        """;

    private async Task<NpgsqlDataSource> MigratedAsync(string? upTo = null)
    {
        var database = NpgsqlDataSource.Create(await server.CreateEmptyDatabaseAsync() + ";Pooling=false");
        await Migrator.MigrateAsync(
            database,
            [.. Migrator.Scripts().Where(script => upTo is null || string.CompareOrdinal(script.Name, upTo) <= 0)], null, Stop);
        return database;
    }
}
