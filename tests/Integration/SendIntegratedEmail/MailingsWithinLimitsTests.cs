using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerListSchedules.Integration.SendIntegratedEmail;

/// <summary>Whole mailings under a limit of calls a minute that binds, on two nodes.</summary>
public sealed class MailingsWithinLimitsTests(MailingWorld world) : IClassFixture<MailingWorld>, IAsyncLifetime
{
    private const int ACallsMinute = 6;
    private const int Mailings = 5;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await world.BeginAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Two_nodes_send_many_mailings_with_every_kind_of_call_and_Dotdigital_never_answers_too_many()
    {
        await world.AddCustomersAsync(2);
        await world.Dotdigital.SetAsync(settings => settings.CallsPerMinute = ACallsMinute);
        await using var other = world.Application.WithWebHostBuilder(_ => { });
        // It is the same time on both: on a real date after the test's, the other node would find its mailings too late.
        world.Application.GiveTimeTo(other.Services);
        for (var i = 0; i < Mailings; i++)
        {
            await world.AddEmailAsync();
        }

        await world.ClaimAsync();
        var working = new[] { world.Application.Services, world.Application.Services, other.Services, other.Services }.Select(WorkAsync)
            .ToArray();
        var minutes = await PassMinutesAsync(Task.WhenAll(working));

        // A copy, an address book and a send each: calls of one tier, of which a minute has room for two mailings' at most.
        Assert.True(minutes >= 2, $"The limit did not bind: all was sent in {minutes + 1} minutes.");
        var calls = await world.Dotdigital.CallsAsync();
        Assert.DoesNotContain(calls, call => call.Status == 429);
        Assert.Equal(Mailings, calls.Count(call => call.Call == "send-campaign"));
        Assert.Equal(Mailings, await world.ScalarAsync<long>("select count(*) from mailings where state = 'sent' and failures = 0"));
        Assert.Equal(
            2 * Mailings,
            await world.Dotdigital.AskAsync<long>(
                "select count(*) from sandbox.dotdigital_arrivals where email like '%' || @Domain", new { world.Domain }));
        world.LogNamesNobody();
    }

    [Fact]
    public async Task A_storm_of_429s_and_the_hourly_limit_are_waited_for_and_are_no_failures()
    {
        await world.AddCustomersAsync(2);
        await world.Dotdigital.BreakAsync("*", "too_many", times: 12, seconds: 1);
        await world.Dotdigital.BreakAsync("send-campaign", "hourly", times: 3, seconds: 1);

        var mailing = await world.RunAsync(await world.AddEmailAsync());

        Assert.Equal(("sent", 0), (mailing.State, mailing.Failures));
        Assert.Equal(2, (await world.AllReachedAsync()).Count);
    }

    /// <summary>A node's worker, until nothing is left to do.</summary>
    private async Task WorkAsync(IServiceProvider node)
    {
        while (await world.ScalarAsync<bool>("select exists (select from mailings where state in ('waiting', 'working'))"))
        {
            // What waits for Dotdigital need not wait for the clock.
            await world.ExecuteAsync(
                "update mailings set next_attempt_at = @now where state = 'waiting' and next_attempt_at > @now",
                new { now = node.GetRequiredService<DatabaseClock>().GetCurrentInstant() });
            await using var scope = node.CreateAsyncScope();
            if (!await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new SendMailings(), Stop))
            {
                await Task.Delay(50, Stop);
            }
        }
    }

    /// <summary>Lets a minute pass, for Dotdigital and for us, whenever no further call is made; says how many passed.</summary>
    private async Task<int> PassMinutesAsync(Task working)
    {
        var (minutes, before) = (0, -1);
        while (await Task.WhenAny(working, Task.Delay(TimeSpan.FromSeconds(3), Stop)) != working)
        {
            var now = (await world.Dotdigital.CallsAsync()).Count;
            if (now == before && await PassMinuteAsync(now))
            {
                minutes++;
            }

            before = now;
        }

        await working;
        return minutes;
    }

    /// <summary>A minute, unless a call is under way: it may reach Dotdigital in the next.</summary>
    private async Task<bool> PassMinuteAsync(int arrived)
    {
        await using var connection = await world.Application.Database.DataSource.OpenConnectionAsync(Stop);
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await connection.ExecuteAsync("lock table dotdigital_calls in exclusive mode");
        var (begun, underWay) = await connection.QuerySingleAsync<(int, int)>(
            """
            select count(*)::int, count(*) filter (where counts_from > clock_timestamp())::int
            from dotdigital_calls
            """);
        if (begun != arrived || underWay > 0)
        {
            return false;
        }

        await world.Dotdigital.AskAsync<object>("update sandbox.dotdigital_calls set at = at - interval '61 seconds'");
        await connection.ExecuteAsync(
            """
            update dotdigital_calls
            set started_at = started_at - interval '61 seconds', counts_from = counts_from - interval '61 seconds'
            """);
        await transaction.CommitAsync(Stop);
        return true;
    }
}
