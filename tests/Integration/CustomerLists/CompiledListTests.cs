using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
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
        });
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(250));
        Assert.True(met > 60, $"Only {met} of 250 lists split the customers.");
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
