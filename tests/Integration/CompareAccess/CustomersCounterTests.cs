using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Integration.CustomerLists;
using CustomerListSchedules.Integration.Infrastructure.Scheduling;
using Dapper;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace CustomerListSchedules.Integration.CompareAccess;

public sealed class CustomersCounterTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("Europe/London", 11)]
    [InlineData("Pacific/Auckland", 12)]
    public async Task More_and_fewer_are_the_difference_of_the_two_sets_that_a_plain_evaluation_finds(string zoneId, int seed)
    {
        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        var venue = new SmallVenue(seed, zone);
        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await venue.WriteAsync(connection);
        await connection.ExecuteAsync("update venue_settings set time_zone = @zoneId", new { zoneId });
        var clock = new HandClock();
        var counter = new CustomersCounter(database.DataSource, clock);
        var both = 0;
        var pairs = Definitions.Lists(zone).Two();
        var property = Prop.ForAll(pairs.ToArbitrary(), pair =>
        {
            var (before, after) = pair;
            clock.Now = before.AsOf;
            var evaluator = new Evaluator(venue, before.AsOf.InZone(zone).Date, zone);
            var stored = evaluator.Members(before.Definition, before.Globals);
            var edited = evaluator.Members(after.Definition, after.Globals);
            var expected = new CustomerCounts(
                stored.Length, edited.Length, edited.Except(stored).LongCount(), stored.Except(edited).LongCount());
            both += expected is { More: > 0, Fewer: > 0 } ? 1 : 0;
            var list = new CustomersChange(1, "List", ["Scheduled"], ["ann@example.org"]);
            var counted = counter.CountAsync(
                new ChangedList(list, Snapshot(before), Snapshot(after)), 60, TestContext.Current.CancellationToken)
                .GetAwaiter().GetResult();
            Assert.Equal(expected, counted.Counts);
            Assert.Null(counted.Problem);
        });
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(120));
        Assert.True(both > 20, $"Only {both} of 120 edits had some more and some fewer.");
    }

    [Fact]
    public async Task A_definition_that_cannot_be_read_is_said_instead_of_counted()
    {
        var list = new CustomersChange(1, "List", ["Scheduled"], ["ann@example.org"]);
        var counted = await new CustomersCounter(database.DataSource, new HandClock()).CountAsync(
            new ChangedList(list, "{}", "{}"), 60, TestContext.Current.CancellationToken);
        Assert.Null(counted.Counts);
        Assert.Equal("could not be counted: its definition cannot be read", counted.Problem);
    }

    private static string Snapshot(RandomList list) => new ListSnapshot(list.Definition, list.Globals, ["name"], []).ToJson();
}
