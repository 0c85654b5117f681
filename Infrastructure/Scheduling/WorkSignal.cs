using CustomerListSchedules.Infrastructure.Logging;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Scheduling;

/// <summary>
/// Wakes workers on every node as soon as there is work: one connection listens on a channel that transactions notify.
/// Waiting ends after a second in any case, so a lost notification costs a second and nothing else.
/// </summary>
public sealed class WorkSignal(NpgsqlDataSource dataSource, ILogger<WorkSignal> logger) : BackgroundService
{
    private const string Channel = "work";
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private volatile TaskCompletionSource woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Part of a transaction: wakes workers when it commits.</summary>
    public const string NotifySql = "notify work";

    /// <summary>Returns at the next notification, or after a second.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) =>
        Task.WhenAny(woken.Task, Task.Delay(Tick, cancellationToken));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, _) =>
                    Interlocked.Exchange(ref woken, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
                await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
                {
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }

                while (true)
                {
                    await connection.WaitAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                logger.LogWarning("Listening for work was interrupted: {Error}", ErrorWords.InOneLine(e));
                await Task.WhenAny(Task.Delay(Tick, stoppingToken));
            }
        }
    }
}
