using CustomerListSchedules.Infrastructure.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CustomerListSchedules.Integration.Infrastructure.Scheduling;

public sealed class WorkLeaseTests
{
    [Fact]
    public async Task A_lease_that_cannot_be_renewed_in_its_time_is_lost()
    {
        await using var lease = Hold(
            (_, _) => throw new NpgsqlException("The database is away."), TimeSpan.FromSeconds(0.5), TestContext.Current.CancellationToken);
        await CancelledAsync(lease.Token);
        Assert.True(lease.Lost);
    }

    [Fact]
    public async Task A_database_that_is_away_for_less_than_a_lease_costs_nothing()
    {
        var asked = 0;
        await using var lease = Hold(
            (_, _) => Interlocked.Increment(ref asked) == 2 ? throw new NpgsqlException("The database is away.") : Task.FromResult(true),
            TimeSpan.FromSeconds(0.5),
            TestContext.Current.CancellationToken);
        await Patience.UntilAsync(() => Task.FromResult(Volatile.Read(ref asked) > 12)); // Twice the lease's time.
        Assert.False(lease.Token.IsCancellationRequested);
        Assert.False(lease.Lost);
    }

    [Fact]
    public async Task A_stop_of_the_host_is_no_loss()
    {
        using var host = new CancellationTokenSource();
        await using var lease = Hold((_, _) => Task.FromResult(true), TimeSpan.FromMinutes(1), host.Token);
        await host.CancelAsync();
        Assert.True(lease.Token.IsCancellationRequested);
        Assert.False(lease.Lost);
    }

    private static WorkLease Hold(Func<object?, CancellationToken, Task<bool>> renew, TimeSpan time, CancellationToken stopping) =>
        new(renew, time, TimeSpan.FromSeconds(2), "test", NullLogger.Instance, stopping);

    private static async Task CancelledAsync(CancellationToken token)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, patience.Token);
        await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.True(token.IsCancellationRequested);
    }
}
