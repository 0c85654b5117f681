using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.Dotdigital.Calls;
using Dapper;
using NodaTime;

namespace CustomerListSchedules.Integration.Infrastructure.Dotdigital;

/// <summary>One budget for all nodes: Dotdigital never sees more calls than it allows.</summary>
public sealed class RateBudgetTests(
    TestDatabase database, DotdigitalStub stub) : IClassFixture<TestDatabase>, IClassFixture<DotdigitalStub>, IAsyncLifetime
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await ExecuteAsync("truncate dotdigital_calls, dotdigital_tiers, dotdigital_pauses");
        await stub.ForgetCallsAsync();
        await stub.SetAsync(settings => settings.CallsPerMinute = settings.CallsPerHour = 100_000);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Two_nodes_with_many_workers_never_exceed_the_calls_of_a_minute()
    {
        const int Limit = 12;
        await stub.SetAsync(settings => settings.CallsPerMinute = Limit);
        using var one = Node(perMinute: Limit);
        using var other = Node(perMinute: Limit);
        var asked = Enumerable.Range(0, 30).Select(i => (i % 2 == 0 ? one : other).Client.GetCampaignAsync(DotdigitalStub.ThankYou, Stop))
            .ToList();

        // A tenth is left to those who wait at a page.
        await ArriveAsync(Limit - 1);
        await Task.Delay(TimeSpan.FromSeconds(2), Stop);
        await ArriveAsync(Limit - 1);
        using var page = Node(perMinute: Limit, atPage: true);
        await page.Client.GetCampaignAsync(DotdigitalStub.ThankYou, Stop);
        await Assert.ThrowsAsync<DotdigitalException>(() => page.Client.GetCampaignAsync(DotdigitalStub.ThankYou, Stop));

        await MinutePassesAsync();
        await ArriveAsync(2 * (Limit - 1) + 1);
        await MinutePassesAsync();
        await Task.WhenAll(asked);
        Assert.DoesNotContain(await stub.CallsAsync(), call => call.Status == 429);
    }

    [Fact]
    public async Task Limits_are_learned_from_the_answers()
    {
        await stub.SetAsync(settings => settings.CallsPerMinute = 5);
        using var node = Node(perMinute: null, atPage: true);
        Assert.NotEmpty(await node.Client.ListCampaignsAsync(Stop));
        for (var i = 0; i < 5; i++)
        {
            await node.Client.GetCampaignAsync(DotdigitalStub.ThankYou, Stop);
        }

        var refused = await Assert.ThrowsAsync<DotdigitalException>(() => node.Client.GetCampaignAsync(DotdigitalStub.ThankYou, Stop));
        Assert.Equal(DotdigitalReason.OverLimit, refused.Reason);
        Assert.Equal(6, (await stub.CallsAsync()).Count);

        // Another tier has calls of its own.
        Assert.NotEmpty(await node.Client.ListCampaignsAsync(Stop));
        Assert.DoesNotContain(await stub.CallsAsync(), call => call.Status == 429);
    }

    [Fact]
    public async Task A_call_of_which_no_answer_has_named_the_tier_needs_room_in_every_tier_that_is_known()
    {
        var budget = new RateBudget(database.DataSource, DotdigitalNode.Options with { CallsPerMinute = null });
        for (var i = 0; i < 3; i++)
        {
            await TakeAndEndAsync(budget, "known", "narrow", limit: 3);
            await TakeAndEndAsync(budget, "other", "wide", limit: 1_000);
        }

        Assert.InRange((await budget.TakeAsync("user", "new", spare: false, Stop)).Wait.TotalSeconds, 50, 60);
        Assert.Equal(Duration.Zero, (await budget.TakeAsync("user", "other", spare: false, Stop)).Wait);
        await MinutePassesAsync();
        await TakeAndEndAsync(budget, "new", "wide", limit: 1_000);
        await TakeAndEndAsync(budget, "known", "narrow", limit: 3);
    }

    [Fact]
    public async Task A_minute_of_the_configuration_is_of_all_tiers_together()
    {
        var budget = new RateBudget(database.DataSource, DotdigitalNode.Options with { CallsPerMinute = 4 });
        foreach (var tier in new[] { "one", "other", "one", "other" })
        {
            await TakeAndEndAsync(budget, "call of " + tier, tier, limit: 1_000);
        }

        Assert.InRange((await budget.TakeAsync("user", "call of one", spare: false, Stop)).Wait.TotalSeconds, 50, 60);
        await MinutePassesAsync();
        await TakeAndEndAsync(budget, "call of one", "one", limit: 1_000);
    }

    [Fact]
    public async Task An_answer_of_too_many_calls_stops_every_node_until_its_reset()
    {
        await stub.BreakAsync("get-campaign", "too_many", times: 1, seconds: 3);
        using var one = Node();
        using var other = Node();
        var started = TimeProvider.System.GetTimestamp();
        var first = one.Client.GetCampaignAsync(DotdigitalStub.ThankYou, Stop);
        await ArriveAsync(1);
        await PausedAsync();
        await other.Client.GetCampaignAsync(DotdigitalStub.ThankYou, Stop);
        await first;
        Assert.True(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(1.9));
        Assert.Equal(3, (await stub.CallsAsync()).Count);
    }

    [Fact]
    public async Task The_calls_of_an_hour_are_never_exceeded_and_say_when_to_come_back()
    {
        using var node = Node(perHour: 4);
        for (var i = 0; i < 4; i++)
        {
            await node.Client.GetCampaignAsync(DotdigitalStub.ThankYou, Stop);
        }

        var refused = await Assert.ThrowsAsync<DotdigitalException>(() => node.Client.GetCampaignAsync(DotdigitalStub.ThankYou, Stop));
        Assert.InRange((refused.RetryAt!.Value - Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow())).TotalMinutes, 59, 61);
        Assert.Equal(4, (await stub.CallsAsync()).Count);
    }

    [Fact]
    public async Task A_call_whose_node_was_killed_counts_until_it_can_have_ended()
    {
        var options = DotdigitalNode.Options with { CallsPerMinute = 1, Timeout = TimeSpan.FromSeconds(121) };
        var budget = new RateBudget(database.DataSource, options);
        Assert.Equal(Duration.Zero, (await budget.TakeAsync("user", "call", spare: false, Stop)).Wait);
        await ExecuteAsync(
            "update dotdigital_calls set started_at = started_at - interval '170 seconds', counts_from = counts_from - interval '170 "
            + "seconds'");
        Assert.InRange((await budget.TakeAsync("user", "call", spare: false, Stop)).Wait.TotalSeconds, 5, 15);
        await ExecuteAsync(
            "update dotdigital_calls set started_at = started_at - interval '15 seconds', counts_from = counts_from - interval '15 "
            + "seconds'");
        Assert.Equal(Duration.Zero, (await budget.TakeAsync("user", "call", spare: false, Stop)).Wait);
    }

    private static async Task TakeAndEndAsync(RateBudget budget, string call, string tier, int limit)
    {
        var turn = await budget.TakeAsync("user", call, spare: false, Stop);
        Assert.Equal(Duration.Zero, turn.Wait);
        await budget.EndAsync("user", call, turn.Id, tier, limit);
    }

    private DotdigitalNode Node(int? perMinute = 1_000, int perHour = 10_000, bool atPage = false) =>
        new(
            database.DataSource, stub.Credentials,
            DotdigitalNode.Options with { CallsPerMinute = perMinute, CallsPerHour = perHour, Timeout = TimeSpan.FromSeconds(30) }, atPage);

    /// <summary>A minute for both: what was called before no longer counts.</summary>
    private async Task MinutePassesAsync()
    {
        await stub.AskAsync<object>("update sandbox.dotdigital_calls set at = at - interval '61 seconds'");
        await ExecuteAsync(
            "update dotdigital_calls set started_at = started_at - interval '61 seconds', counts_from = counts_from - interval '61 "
            + "seconds'");
    }

    private async Task ArriveAsync(int calls)
    {
        while ((await stub.CallsAsync()).Count < calls)
        {
            await Task.Delay(50, Stop);
        }

        Assert.Equal(calls, (await stub.CallsAsync()).Count);
    }

    private async Task PausedAsync()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Stop);
        while (!await connection.ExecuteScalarAsync<bool>("select exists (select from dotdigital_pauses where until > clock_timestamp())"))
        {
            await Task.Delay(20, Stop);
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Stop);
        await connection.ExecuteAsync(sql);
    }
}
