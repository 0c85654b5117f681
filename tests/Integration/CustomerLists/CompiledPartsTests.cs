using System.Globalization;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Integration.CustomerLists;

/// <summary>The parts of a split list, against a plain evaluation that takes nothing from the compiler.</summary>
public sealed class CompiledPartsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly OutputCatalogue Catalogue =
        OutputCatalogue.With([new Choice(1, "Preference 1"), new Choice(2, "Preference 2"), new Choice(3, "Preference 3")]);

    private static readonly string[] Columns = ["name", "matched_event", "matched_producer", "matched_seats", "matched_tickets"];

    private sealed record Placed(long Customer, SmallBooking Booking);

    [Theory]
    [InlineData("Europe/London", 11)]
    [InlineData("Pacific/Auckland", 12)]
    public async Task The_parts_are_exactly_the_rows_of_the_whole_with_that_value_and_none_is_lost(string zoneId, int seed)
    {
        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        var venue = new SmallVenue(seed, zone);
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await venue.WriteAsync(connection);
        var (several, without) = (0, 0);
        var lists = Arb.From(Definitions.Lists(zone).Where(list => Of(list).MatchesBookings), Definitions.Smaller);
        var ways = Gen.Elements<string>([.. SplitBy.All]).ToArbitrary();
        var property = Prop.ForAll(lists, ways, Gen.Choose(0, 255).ToArbitrary(), (list, by, some) =>
        {
            var snapshot = Of(list);
            var dates = new DateMetricClock(list.AsOf, zone);
            if (!snapshot.MatchesBookings)
            {
                Assert.Throws<DefinitionException>(() => ListCompiler.Compile(snapshot, Catalogue, dates, new ListSplit(by, [])));
                return;
            }

            var evaluator = new Evaluator(venue, list.AsOf.InZone(zone).Date, zone);
            var members = evaluator.Members(list.Definition, list.Globals);
            Placed[] matched =
            [
                .. members.SelectMany(id => evaluator
                    .Matched(list.Definition, list.Globals, venue.Customers.Single(customer => customer.Id == id))
                    .Select(booking => new Placed(id, booking))),
            ];
            string[] all = [.. venue.Events.SelectMany(each => KeysOf(venue, each, by)).Distinct().Order(StringComparer.Ordinal)];
            // Some of the values, or all of them, and one that no event has.
            string[] keys = [.. all.Where((_, index) => some % 4 == 0 || (some >> (index + 2) & 1) == 1), $"{by} nobody"];
            var parts = keys.Select(key => matched.Where(one => KeysOf(venue, one.Booking.Instance.Event, by).Contains(key)).ToArray())
                .ToArray();
            several += parts.SelectMany(part => part.Select(one => one.Customer).Distinct()).GroupBy(id => id).Count(id => id.Count() > 1);
            Placed[] lacking = [.. matched.Where(one => KeysOf(venue, one.Booking.Instance.Event, by).Length == 0)];
            without += lacking.Length;

            foreach (var each in new[] { false, true })
            {
                var compiled = ListCompiler.Compile(
                    snapshot with { RowPerBooking = each }, Catalogue, dates, new ListSplit(by, keys));
                string[] expected = [.. parts.SelectMany((part, index) => each ? Each(part, index + 1) : Together(part, index + 1))];
                Assert.Equal(expected, Rows(connection, compiled, compiled.Split!.RowsSql, each));
                Assert.Equal(expected.Take(ListCompiler.PreviewRows), Rows(connection, compiled, compiled.Split.FirstSql, each));
                Assert.Equal(
                    parts.SelectMany((part, index) => part.Length == 0
                        ? Array.Empty<string>()
                        : [Total(index + 1, part.Length, part.Sum(one => one.Booking.Tickets), part.Sum(one => one.Booking.Amount))]),
                    Totals(connection, compiled));
            }

            var counted = Counts(connection, ListCompiler.Compile(snapshot, Catalogue, dates, new ListSplit(by, keys)));
            var unbooked = members.Except(matched.Select(one => one.Customer));
            var valueless = lacking.Select(one => one.Customer).Concat(unbooked).Distinct().Count();
            Assert.Equal((valueless, lacking.Length, members.Length), counted[""]);
            Assert.Equal(all, counted.Keys.Where(key => key.Length > 0).Order(StringComparer.Ordinal));
            foreach (var key in all)
            {
                Placed[] of = [.. matched.Where(one => KeysOf(venue, one.Booking.Instance.Event, by).Contains(key))];
                Assert.Equal((of.Select(one => one.Customer).Distinct().Count(), of.Length, members.Length), counted[key]);
            }
        });
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(100));
        Assert.True(several > 5 && without > 5, $"{several} customers in several parts, {without} bookings without a value.");
    }

    private static ListSnapshot Of(RandomList list) => new(list.Definition, list.Globals, Columns, []);

    private static string[] KeysOf(SmallVenue venue, SmallEvent of, string by)
    {
        IEnumerable<string> values = by switch
        {
            SplitBy.Producer => of.Producer is { } producer ? [producer] : [],
            SplitBy.Event => [of.Name],
            _ => venue.EventTags.Where(tag => tag.EventId == of.Id).Select(tag => $"Event tag {tag.TagId}"),
        };
        return [.. values.Select(value => $"{by} {value.Normalize().ToLowerInvariant()}").Distinct()];
    }

    private static IEnumerable<string> Each(Placed[] part, int number) => part
        .OrderBy(one => one.Customer).ThenBy(one => one.Booking.Id)
        .Select((one, _) => Row(
            number, one.Customer, one.Booking.Instance.Event.Name, one.Booking.Instance.Event.Producer ?? "", one.Booking.Seats ?? "",
            $"{one.Booking.Tickets}", one.Booking.Id == part.Where(of => of.Customer == one.Customer).Min(of => of.Booking.Id)));

    // Of the part's own bookings alone.
    private static IEnumerable<string> Together(Placed[] part, int number) => part
        .GroupBy(one => one.Customer).OrderBy(customer => customer.Key)
        .Select(customer =>
        {
            SmallBooking[] bookings =
            [
                .. customer.Select(one => one.Booking).OrderBy(booking => booking.Instance.StartsAt).ThenBy(booking => booking.Id),
            ];
            return Row(
                number, customer.Key, All(booking => booking.Instance.Event.Name), All(booking => booking.Instance.Event.Producer ?? ""),
                All(booking => booking.Seats ?? ""), All(booking => $"{booking.Tickets}"), null);

            string All(Func<SmallBooking, string> value) =>
                bookings.All(booking => value(booking).Length == 0) ? "" : string.Join("; ", bookings.Select(value));
        });

    private static string Row(long part, long customer, string name, string producer, string seats, string tickets, bool? first) =>
        string.Create(CultureInfo.InvariantCulture, $"{part}|{customer}|{name}|{producer}|{seats}|{tickets}|{first}");

    private static string[] Rows(NpgsqlConnection connection, CompiledList compiled, string sql, bool each)
    {
        using var command = compiled.Command(connection, sql);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(Row(
                reader.GetInt64(0), reader.GetInt64(1), Cell(3), Cell(4), Cell(5), Cell(6), each ? reader.GetBoolean(7) : null));
        }

        return [.. rows];

        string Cell(int ordinal) => reader.IsDBNull(ordinal) ? "" : $"{reader.GetValue(ordinal)}";
    }

    private static string[] Totals(NpgsqlConnection connection, CompiledList compiled)
    {
        using var command = compiled.Command(connection, compiled.Split!.TotalsSql!);
        using var reader = command.ExecuteReader();
        var (rows, sums) = (new List<string>(), new Dictionary<long, (long Bookings, long Tickets, decimal Amount)>());
        while (reader.Read())
        {
            var part = reader.GetInt64(9);
            var sum = sums.GetValueOrDefault(part);
            sums[part] = (sum.Bookings + reader.GetInt64(2), sum.Tickets + reader.GetInt64(3), sum.Amount + reader.GetDecimal(4));
            rows.Add(Total(part, reader.GetInt64(6), reader.GetInt64(7), reader.GetDecimal(8)));
        }

        string[] together = [.. rows.Distinct()];
        Assert.Equal(sums.Select(sum => Total(sum.Key, sum.Value.Bookings, sum.Value.Tickets, sum.Value.Amount)), together);
        return together;
    }

    private static string Total(long part, long bookings, long tickets, decimal amount) =>
        string.Create(CultureInfo.InvariantCulture, $"{part}: {bookings}, {tickets}, {amount:0.00}");

    private static Dictionary<string, (long Customers, long Bookings, long Members)> Counts(
        NpgsqlConnection connection, CompiledList compiled)
    {
        using var command = compiled.Command(connection, compiled.Split!.CountsSql);
        using var reader = command.ExecuteReader();
        var counts = new Dictionary<string, (long, long, long)>();
        while (reader.Read())
        {
            counts.Add(reader.IsDBNull(0) ? "" : reader.GetString(0), (reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4)));
        }

        return counts;
    }
}
