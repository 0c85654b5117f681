using CustomerListSchedules.Features.BuildCustomerList.Counting;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using Npgsql;

namespace CustomerListSchedules.Integration.BuildCustomerList;

/// <summary>Update Count goes on beside the request that asked for it, for so long and no longer.</summary>
public sealed class CountListTests : IClassFixture<TestApplication>
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(50);

    private readonly TestApplication application;

    public CountListTests(TestApplication application) => this.application = application.Setting("Lists:CountSeconds", "2");

    [Fact]
    public async Task A_count_that_takes_too_long_is_stopped_and_says_after_how_long()
    {
        // pg_sleep(10) with statement_timeout = '2s' goes on for all 10 seconds there.
        Assert.SkipWhen(Environment.GetEnvironmentVariable("FAKETIME") is not null, "Under faketime PostgreSQL ends no wait in time.");
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        await using var locked = await LockAsync();
        var count = await CountAsync(user.Id);
        Assert.True(count.Running);
        await Patience.UntilAsync(async () => (await FindAsync(count.Id, user.Id))!.State == "failed");
        Assert.Contains("stopped after 2 seconds", (await FindAsync(count.Id, user.Id))!.Reason, StringComparison.Ordinal);
        Assert.Equal(0, await CountingAsync());
    }

    [Fact]
    public async Task A_count_that_is_abandoned_stops_in_the_database_too_and_is_nobody_elses()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var other = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        await using var locked = await LockAsync();
        var count = await CountAsync(user.Id);
        Assert.Null(await FindAsync(count.Id, other.Id));
        await application.SendAsync(new AbandonCount(count.Id, other.Id));
        Assert.True((await FindAsync(count.Id, user.Id))!.Running);
        await application.SendAsync(new AbandonCount(count.Id, user.Id));
        Assert.Equal("abandoned", (await FindAsync(count.Id, user.Id))!.State);
        await Patience.UntilAsync(async () => await CountingAsync() == 0);
        Assert.Equal("abandoned", (await FindAsync(count.Id, user.Id))!.State);
    }

    [Fact]
    public async Task Another_count_of_the_same_person_abandons_the_first()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        await using (await LockAsync())
        {
            var first = await CountAsync(user.Id);
            var second = await CountAsync(user.Id);
            Assert.Equal("abandoned", (await FindAsync(first.Id, user.Id))!.State);
            Assert.True((await FindAsync(second.Id, user.Id))!.Running);
        }
    }

    private async Task<NpgsqlTransactionScope> LockAsync()
    {
        var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("lock table crm.customers in access exclusive mode", connection, transaction);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return new NpgsqlTransactionScope(connection, transaction);
    }

    private Task<ListCount> CountAsync(Guid user) =>
        application.SendAsync(new CountList(
            new ListSnapshot(ListDefinition.Everyone, new Dictionary<string, SegmentSnapshot>(), ["name"], []), null, null,
            new Actor(user, "staff@example.org", null), AtOnce));

    private Task<ListCount?> FindAsync(Guid id, Guid user) => application.SendAsync(new FindCount(id, user));

    private Task<int> CountingAsync() => application.AskAsync<int>(
        "select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' "
        + "and query like '%crm.customers%' and pid <> pg_backend_pid()");

    /// <summary>Nothing can be read of the customers until it ends.</summary>
    private sealed record NpgsqlTransactionScope(NpgsqlConnection Connection, NpgsqlTransaction Transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}
