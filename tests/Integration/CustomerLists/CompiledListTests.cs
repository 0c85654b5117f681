using System.Globalization;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.RunCustomerList;
using Dapper;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Integration.CustomerLists;

public sealed class CompiledListTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly OutputCatalogue Catalogue =
        OutputCatalogue.With([new Choice(1, "Preference 1"), new Choice(2, "Preference 2"), new Choice(3, "Preference 3")]);

    [Theory]
    [InlineData("Europe/London", 1)]
    [InlineData("America/Havana", 2)] // its clocks go forward at midnight: that day begins at 01:00
    [InlineData("Pacific/Auckland", 3)]
    public async Task A_random_definition_compiled_to_SQL_finds_exactly_whom_a_plain_evaluation_finds(string zoneId, int seed)
    {
        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        var venue = new SmallVenue(seed, zone);
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await venue.WriteAsync(connection);
        var met = 0;
        var property = Prop.ForAll(Arb.From(Definitions.Lists(zone), Definitions.Smaller), list =>
        {
            var expected = new Evaluator(venue, list.AsOf.InZone(zone).Date, zone).Members(list.Definition, list.Globals);
            var compiled = ListCompiler.Compile(Snapshot(list), Catalogue, new DateMetricClock(list.AsOf, zone));
            met += expected.Length is > 0 and < 60 ? 1 : 0;
            Assert.Equal(expected, Ids(connection, compiled, compiled.RowsSql, 1));
            Assert.Equal(expected.Take(20), Ids(connection, compiled, compiled.PreviewSql, 1));
            Assert.Equal(expected, Ids(connection, compiled, compiled.MembersSql, 0).Order());
            Assert.Equal([expected.Length], Ids(connection, compiled, compiled.CountSql, 0));
            Assert.NotEmpty(compiled.Describe());
            var told = ListCompiler.Tell(Snapshot(list), Catalogue, new DateMetricClock(list.AsOf, zone));
            Assert.Equal((compiled.ForPartners, compiled.DateMetrics.Count), (told.ForPartners, told.DateMetrics.Count));
            Assert.Equal(compiled.DateMetrics, told.DateMetrics);
            Assert.Equal(compiled.Columns.Select(column => column.Label), told.Columns);
        });
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(250));
        Assert.True(met > 60, $"Only {met} of 250 lists split the customers.");
    }

    [Theory]
    [InlineData("Europe/London", 6)]
    [InlineData("Pacific/Auckland", 7)]
    public async Task The_bookings_that_matched_are_those_of_a_plain_evaluation_in_one_row_or_each_in_its_own(string zoneId, int seed)
    {
        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        var venue = new SmallVenue(seed, zone);
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await venue.WriteAsync(connection);
        var (several, without, performances) = (0, 0, 0);
        var property = Prop.ForAll(Arb.From(Definitions.Lists(zone), Definitions.Smaller), list =>
        {
            var evaluator = new Evaluator(venue, list.AsOf.InZone(zone).Date, zone);
            var members = evaluator.Members(list.Definition, list.Globals);
            var matched = members.Select(id => (Id: id, Bookings: evaluator.Matched(
                list.Definition, list.Globals, venue.Customers.Single(customer => customer.Id == id)))).ToArray();
            several += matched.Count(member => member.Bookings.Length > 1);
            var snapshot = ListSnapshot.Parse((Snapshot(list) with { OutputColumns = MatchedColumns }).ToJson());
            without += snapshot.MatchesBookings ? matched.Count(member => member.Bookings.Length == 0) : 0;
            var dates = new DateMetricClock(list.AsOf, zone);

            var together = ListCompiler.Compile(snapshot, Catalogue, dates);
            string[] joined = [.. matched.Select(member => string.Join('|', [$"{member.Id}", .. Together(member.Bookings, zone)]))];
            Assert.Equal(joined, Rows(connection, together, together.RowsSql));
            Assert.Equal(joined.Take(ListCompiler.PreviewRows), Rows(connection, together, together.PreviewSql));
            Assert.Equal(MailedOf(joined, venue), Rows(connection, together, together.MailingSql, 6));
            var bookings = matched.Sum(member => member.Bookings.Length);
            Assert.Equal((members.Length, snapshot.MatchesBookings ? bookings : null), Count(connection, together));
            Assert.Equal(
                joined.Take(1).Where(_ => snapshot.MatchesBookings).Select(_ => (long)bookings), Behind(connection, together).Distinct());
            var plain = ListCompiler.Compile(snapshot with { OutputColumns = ["name"] }, Catalogue, dates);
            Assert.Equal((members.Length, null), Count(connection, plain));
            var totals = snapshot.MatchesBookings ? Totals([.. matched.SelectMany(member => member.Bookings)]) : null;
            Assert.Equal(totals, Totals(connection, together));
            performances = Math.Max(performances, totals?.Length ?? 0);

            var each = ListCompiler.Compile(snapshot with { RowPerBooking = true }, Catalogue, dates);
            Assert.Equal(totals, Totals(connection, each));
            Assert.Equal(snapshot.MatchesBookings, each.RowPerBooking);
            if (each.RowPerBooking)
            {
                string[] rows =
                [
                    .. matched.SelectMany(member => member.Bookings.DefaultIfEmpty()
                        .Select(booking => string.Join('|', [$"{member.Id}", .. Each(booking)]))),
                ];
                Assert.Equal(rows, Rows(connection, each, each.RowsSql));
                Assert.Equal(rows.Take(ListCompiler.PreviewRows), Rows(connection, each, each.PreviewSql));
                Assert.Equal(MailedOf(joined, venue), Rows(connection, each, each.MailingSql, 6));
                Assert.Equal((members.Length, bookings), Count(connection, each));
                Assert.Equal(
                    rows.Select(_ => (bookings, rows.Length)).Distinct(),
                    Ends(connection, each).Select(end => ((int)end.Bookings, (int)end.Rows)).Distinct());
                Assert.Equal(members, Ends(connection, each).Where(end => end.First).Select(end => end.Customer));
            }
        });
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(150));
        Assert.True(several > 60 && without > 60, $"{several} customers with several bookings, {without} without one.");
        Assert.True(performances > 3, $"At most {performances} performances.");
    }

    [Fact]
    public async Task A_segment_and_its_NOT_split_everyone_in_two()
    {
        var zone = DateTimeZoneProviders.Tzdb["Europe/London"];
        var venue = new SmallVenue(4, zone);
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await venue.WriteAsync(connection);
        var property = Prop.ForAll(Definitions.Criterion.ToArbitrary(), criterion =>
        {
            var (those, others) = (Members(criterion, not: false), Members(criterion, not: true));
            Assert.Equal(venue.Customers.Select(customer => customer.Id), those.Concat(others).Order());
        });
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(150));

        IReadOnlyList<long> Members(Criterion criterion, bool not)
        {
            var compiled = ListCompiler.Compile(
                Only(criterion, not), Catalogue, new DateMetricClock(zone.AtStartOfDay(SmallVenue.Middle).ToInstant(), zone));
            return Ids(connection, compiled, compiled.MembersSql, 0);
        }
    }

    [Theory]
    [InlineData("Europe/London")]
    [InlineData("America/Havana")]
    public async Task Every_date_metric_takes_its_days_from_their_first_moment_to_their_last(string zoneId)
    {
        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        var venue = SmallVenue.OfMidnights(zone);
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await venue.WriteAsync(connection);
        foreach (var day in Enumerable.Range(0, 25).Select(step => SmallVenue.Middle.PlusDays((step * 17) - 200)))
        {
            var evaluator = new Evaluator(venue, day, zone);
            var dates = new DateMetricClock(zone.AtStartOfDay(day).ToInstant() + Duration.FromMinutes(Minutes(day)), zone);
            foreach (var kind in Enum.GetValues<DateMetricKind>())
            {
                var criterion = new CreatedCriterion(new DateMetric(
                    kind, kind is DateMetricKind.LastDays or DateMetricKind.NextDays ? 9 : null, day.PlusDays(-3), day.PlusDays(5)));
                var compiled = ListCompiler.Compile(Only(criterion), Catalogue, dates);
                var expected = venue.Customers.Where(customer => evaluator.Meets(criterion, customer)).Select(customer => customer.Id)
                    .ToArray();
                Assert.NotEmpty(expected);
                Assert.Equal(expected, Ids(connection, compiled, compiled.MembersSql, 0).Order());
            }
        }

        static int Minutes(LocalDate day) => day.DayOfYear * 7 % 1380;
    }

    [Fact]
    public async Task Todays_workshops_by_tag_or_name_take_a_workshop_that_is_added_and_leave_out_one_that_is_cancelled()
    {
        var zone = DateTimeZoneProviders.Tzdb["Europe/London"];
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            """
            truncate crm.customers, crm.events, crm.event_tags, crm.event_instances, crm.bookings cascade;
            insert into crm.customers (id, external_reference, created_at) select id, id, now() from generate_series(1, 3) id;
            insert into crm.event_tags (id, external_reference, name) values (1, 'W', 'Workshop')
            """);
        await Add(1, "Clay Workshop");
        var today = new DateMetric(DateMetricKind.Today);
        var tagged = new BookingCriterion { EventTags = [new Choice(1, "Workshop")], EventDate = today };
        var named = new BookingCriterion { EventNameContains = "workshop", EventDate = today };
        Assert.Equal([1], Members(tagged));

        await Add(2, "A new WORKSHOP");
        Assert.Equal([1, 2], Members(tagged));
        Assert.Equal([1, 2], Members(named));

        await connection.ExecuteAsync("update crm.event_instances set cancelled = true where id = 1");
        Assert.Equal([2], Members(tagged));
        Assert.Equal([1], Members(tagged with { EventDate = today, Instances = [new Choice(1, "Clay")] }));

        async Task Add(int id, string name) => await connection.ExecuteAsync(
            """
            insert into crm.events (id, external_reference, name) values (@id, @id, @name);
            insert into crm.tagged_events values (@id, 1);
            insert into crm.event_instances (id, external_reference, event_id, starts_at) values (@id, @id, @id, @at);
            insert into crm.bookings (id, external_reference, customer_id, event_instance_id, booked_at, tickets, amount, status)
            values (@id, @id, @id, @id, @at, 1, 0, 'Confirmed')
            """,
            new { id, name, at = zone.AtLeniently(SmallVenue.Middle.At(new LocalTime(18, 30))).ToInstant() });

        IEnumerable<long> Members(Criterion criterion)
        {
            var compiled = ListCompiler.Compile(
                Only(criterion), Catalogue, new DateMetricClock(zone.AtStartOfDay(SmallVenue.Middle).ToInstant(), zone));
            return Ids(connection, compiled, compiled.MembersSql, 0).Order();
        }
    }

    [Fact]
    public void A_list_that_shows_no_booking_is_not_totalled()
    {
        var zone = DateTimeZoneProviders.Tzdb["Europe/London"];
        var dates = new DateMetricClock(zone.AtStartOfDay(SmallVenue.Middle).ToInstant(), zone);
        var booked = Only(new BookingCriterion());
        Assert.Null(ListCompiler.Compile(booked with { OutputColumns = ["name", "tickets"] }, Catalogue, dates).TotalsSql);
        Assert.NotNull(ListCompiler.Compile(booked with { OutputColumns = ["name"], RowPerBooking = true }, Catalogue, dates).TotalsSql);
        Assert.NotNull(ListCompiler.Compile(booked with { OutputColumns = ["matched_event"] }, Catalogue, dates).TotalsSql);
        Assert.Null(ListCompiler.Compile(Only(new EmailCriterion(true)) with { OutputColumns = ["matched_event"] }, Catalogue, dates)
            .TotalsSql);
        Assert.Null(ListCompiler.Compile(Only(new BookingCriterion(), true) with { OutputColumns = ["matched_event"] }, Catalogue, dates)
            .TotalsSql);
    }

    // For each performance what its bookings come to, and on each row what all of them come to.
    private static string[] Totals(SmallBooking[] bookings)
    {
        var of = bookings.GroupBy(booking => booking.Instance).ToArray();
        return
        [
            .. of.Select(group => Total(
                group.Key.Event.Name, group.Key.StartsAt, group.Count(), group.Sum(booking => booking.Tickets),
                group.Sum(booking => booking.Amount), of.Length, bookings.Length, bookings.Sum(booking => booking.Tickets),
                bookings.Sum(booking => booking.Amount))).Order(StringComparer.Ordinal),
        ];
    }

    private static string[]? Totals(NpgsqlConnection connection, CompiledList compiled)
    {
        if (compiled.TotalsSql is not { } sql)
        {
            return null;
        }

        using var command = compiled.Command(connection, sql);
        using var reader = command.ExecuteReader();
        var rows = new List<(Instant At, string Row)>();
        while (reader.Read())
        {
            var at = Instant.FromDateTimeUtc(reader.GetFieldValue<DateTime>(1));
            rows.Add((at, Total(
                reader.GetString(0), at, reader.GetInt64(2), reader.GetInt64(3), reader.GetDecimal(4), reader.GetInt64(5),
                reader.GetInt64(6), reader.GetInt64(7), reader.GetDecimal(8))));
        }

        Assert.Equal(rows.Select(row => row.At).OrderDescending(), rows.Select(row => row.At));
        return [.. rows.Select(row => row.Row).Order(StringComparer.Ordinal)];
    }

    private static string Total(
        string name, Instant at, long bookings, long tickets, decimal amount, long performances, long all, long allTickets,
        decimal allAmount) => string.Create(
            CultureInfo.InvariantCulture,
            $"{name} {at} {bookings} {tickets} {amount:0.00} of {performances}: {all} {allTickets} {allAmount:0.00}");

    private static readonly string[] MatchedColumns =
    [
        "matched_event", "matched_performance", "matched_event_tags", "matched_producer", "matched_tickets", "matched_ticket_type",
        "matched_seats", "matched_amount", "matched_status", "matched_booked_at", "matched_notes",
    ];

    // As many places as there are bookings, in the order of their performances; nothing where none has anything.
    private static IEnumerable<string> Together(SmallBooking[] bookings, DateTimeZone zone)
    {
        SmallBooking[] ordered = [.. bookings.OrderBy(booking => booking.Instance.StartsAt).ThenBy(booking => booking.Id)];
        return
        [
            All(b => b.Instance.Event.Name), All(b => Wall(b.Instance.StartsAt)), "tags", All(b => b.Instance.Event.Producer ?? ""),
            All(b => $"{b.Tickets}"), "", All(b => b.Seats ?? ""), All(b => b.Amount.ToString("0.00", CultureInfo.InvariantCulture)),
            All(b => b.Status), All(b => Wall(b.BookedAt)), "",
        ];

        string All(Func<SmallBooking, string> value) =>
            ordered.All(b => value(b).Length == 0) ? "" : string.Join("; ", ordered.Select(value));

        string Wall(Instant at) => at.InZone(zone).ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Each(SmallBooking? booking) => booking is null ? ["", "", "tags", "", "", "", "", "", "", "", ""] :
    [
        booking.Instance.Event.Name, $"{booking.Instance.StartsAt}", "tags", booking.Instance.Event.Producer ?? "",
        $"{booking.Tickets}", "", booking.Seats ?? "", booking.Amount.ToString("0.00", CultureInfo.InvariantCulture),
        booking.Status, $"{booking.BookedAt}", "",
    ];

    // One an address; none of the small venue's are shared.
    private static IEnumerable<string> MailedOf(string[] rows, SmallVenue venue) => rows.Where(row =>
        !string.IsNullOrEmpty(venue.Customers.Single(customer => row.StartsWith($"{customer.Id}|", StringComparison.Ordinal)).Email));

    private static string[] Rows(NpgsqlConnection connection, CompiledList compiled, string sql, int first = 2)
    {
        using var command = compiled.Command(connection, sql);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            var cells = MatchedColumns.Select((key, index) => Cell(reader, first + index, key));
            rows.Add(string.Join('|', [$"{reader.GetInt64(1)}", .. cells]));
        }

        return [.. rows];
    }

    private static string Cell(NpgsqlDataReader reader, int ordinal, string key) => key == "matched_event_tags" ? "tags"
        : reader.IsDBNull(ordinal) ? ""
        : reader.GetValue(ordinal) switch
        {
            DateTime at => $"{Instant.FromDateTimeUtc(at)}",
            Instant at => $"{at}",
            decimal amount => amount.ToString("0.00", CultureInfo.InvariantCulture),
            var value => $"{value}",
        };

    private static (int Customers, int? Bookings) Count(NpgsqlConnection connection, CompiledList compiled)
    {
        using var command = compiled.Command(connection, compiled.CountSql);
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        return ((int)reader.GetInt64(0), compiled.CountsBookings ? (int)reader.GetInt64(1) : null);
    }

    // What stands behind the output columns in a row for each customer, where bookings are counted.
    private static List<long> Behind(NpgsqlConnection connection, CompiledList compiled)
    {
        using var command = compiled.Command(connection, compiled.RowsSql);
        using var reader = command.ExecuteReader();
        var counts = new List<long>();
        while (compiled.CountsBookings && reader.Read())
        {
            counts.Add(reader.GetInt64(ListRunner.FirstOutputOrdinal + compiled.Columns.Count));
        }

        return counts;
    }

    private static List<(long Customer, long Bookings, long Rows, bool First)> Ends(NpgsqlConnection connection, CompiledList compiled)
    {
        using var command = compiled.Command(connection, compiled.RowsSql);
        using var reader = command.ExecuteReader();
        var behind = 2 + MatchedColumns.Length;
        var ends = new List<(long, long, long, bool)>();
        while (reader.Read())
        {
            ends.Add((reader.GetInt64(1), reader.GetInt64(behind), reader.GetInt64(behind + 1), reader.GetBoolean(behind + 2)));
        }

        return ends;
    }

    private static ListSnapshot Only(Criterion criterion, bool not = false) => new(
        new ListDefinition(Filter.Empty, new Filter([new Area([new LocalSegment("One", SegmentDefinition.Of(criterion), not)])])),
        new Dictionary<string, SegmentSnapshot>(), ["name"], []);

    // The stored form is what runs: what is written must be read back.
    private static ListSnapshot Snapshot(RandomList list) =>
        ListSnapshot.Parse(new ListSnapshot(list.Definition, list.Globals, ["name"], []).ToJson());

    private static List<long> Ids(NpgsqlConnection connection, CompiledList compiled, string sql, int ordinal)
    {
        using var command = compiled.Command(connection, sql);
        using var reader = command.ExecuteReader();
        var ids = new List<long>();
        while (reader.Read())
        {
            ids.Add(reader.GetInt64(ordinal));
        }

        return ids;
    }
}
