using CustomerListSchedules.Infrastructure.Database;

namespace CustomerListSchedules.Unit.Infrastructure.Database;

public sealed class SharedReadsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SharedReads reads = new();
    private int begun;

    [Fact]
    public async Task Those_who_ask_while_it_is_read_are_given_one_later_reading_together()
    {
        var (first, goOn) = Begin();
        var others = Enumerable.Range(0, 20).Select(_ => reads.OfAsync("runs", () => Task.FromResult(Interlocked.Increment(ref begun))))
            .ToList();
        Assert.All(others, other => Assert.False(other.IsCompleted));

        goOn.SetResult();

        Assert.Equal(1, await first.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.All(await Task.WhenAll(others).WaitAsync(Patience, TestContext.Current.CancellationToken), seen => Assert.Equal(2, seen));
    }

    [Fact]
    public async Task Nobody_waits_for_something_else()
    {
        var (first, goOn) = Begin();
        Assert.Equal(7, await reads.OfAsync("schedules", () => Task.FromResult(7)).WaitAsync(
            Patience, TestContext.Current.CancellationToken));
        Assert.False(first.IsCompleted);
        goOn.SetResult();
        await first;
    }

    [Fact]
    public async Task What_could_not_be_read_is_read_anew_for_whoever_asks_next()
    {
        var (first, goOn) = Begin();
        goOn.SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => first.WaitAsync(Patience, TestContext.Current.CancellationToken));

        Assert.Equal(7, await reads.OfAsync("runs", () => Task.FromResult(7)).WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    /// <summary>A reading that has begun and goes on until it is told to.</summary>
    private (Task<int> Reading, TaskCompletionSource GoOn) Begin()
    {
        using var started = new ManualResetEventSlim();
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = reads.OfAsync("runs", async () =>
        {
            var number = Interlocked.Increment(ref begun);
            started.Set();
            await goOn.Task;
            return number;
        });
        Assert.True(started.Wait(Patience, TestContext.Current.CancellationToken));
        return (reading, goOn);
    }
}
