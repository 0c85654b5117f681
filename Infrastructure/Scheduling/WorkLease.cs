using System.Diagnostics;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Scheduling;

/// <summary>
/// Holds a piece of work while it is done, by renewing its lease many times within it. When it is lost, the token is cancelled.
/// </summary>
public sealed class WorkLease : IAsyncDisposable
{
    private readonly Func<object?, CancellationToken, Task<bool>> renew;
    private readonly TimeSpan lease;
    private readonly TimeSpan every;
    private readonly string what;
    private readonly ILogger logger;
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewal;

    /// <param name="renew">Renews the lease and stores the progress, if there is any; false when it is another worker's by now.</param>
    /// <param name="lease">How long a lease lasts.</param>
    /// <param name="longestPause">The longest between two renewals.</param>
    /// <param name="what">The work, for the log.</param>
    /// <param name="stopping">The host stops.</param>
    internal WorkLease(
        Func<object?, CancellationToken, Task<bool>> renew, TimeSpan lease, TimeSpan longestPause, string what, ILogger logger,
        CancellationToken stopping)
    {
        this.renew = renew;
        this.lease = lease;
        this.what = what;
        this.logger = logger;
        every = TimeSpan.FromSeconds(Math.Min(longestPause.TotalSeconds, lease.TotalSeconds / 5));
        source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Token = source.Token;
        renewal = RenewAsync();
    }

    /// <summary>Cancelled when the lease is lost or the host stops.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether it is another worker's, or may be: a lease that could not be renewed in its time is lost, too.</summary>
    public bool Lost { get; private set; }

    /// <summary>How far the work is: the values of the kind's own columns, asked for at each renewal.</summary>
    public Func<object>? Progress { get; set; }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await renewal;
        source.Dispose();
        ended.Dispose();
    }

    private async Task RenewAsync()
    {
        var renewed = Stopwatch.GetTimestamp();
        while (true)
        {
            await Task.Delay(every, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested)
            {
                return;
            }

            var asked = Stopwatch.GetTimestamp();
            try
            {
                if (!await renew(Progress?.Invoke(), ended.Token))
                {
                    await LoseAsync();
                    return;
                }

                renewed = asked;
            }
            catch (Exception e) when (e is OperationCanceledException or NpgsqlException)
            {
                if (ended.IsCancellationRequested)
                {
                    return;
                }

                logger.LogWarning("The lease of {Work} could not be renewed: {Error}", what, e.GetType().Name);
                if (Stopwatch.GetElapsedTime(renewed) >= lease)
                {
                    await LoseAsync();
                    return;
                }
            }
        }
    }

    private async Task LoseAsync()
    {
        Lost = true;
        await source.CancelAsync();
    }
}
