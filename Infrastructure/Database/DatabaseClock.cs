using System.Diagnostics;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Database;

/// <summary>
/// The time that business decisions are made by: the database server's <c>clock_timestamp()</c>, so that all nodes agree
/// whatever their own clocks say. It is measured every half minute and carried on by the monotonic clock between.
/// <see cref="Shift"/> moves it, for tests and, outside Production, by the setting <c>Clock:Shift</c>.
/// </summary>
public sealed class DatabaseClock(
    NpgsqlDataSource dataSource, IConfiguration configuration, IHostEnvironment environment, ILogger<DatabaseClock> logger)
    : TimeProvider, IClock, IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private sealed record Reading(DateTimeOffset At, long Timestamp);

    private volatile Reading? reading;
    private ITimer? timer;

    /// <summary>Added to the database's time; zero in Production.</summary>
    public TimeSpan Shift { get; set; } =
        environment.IsProduction() ? TimeSpan.Zero : configuration.GetValue<TimeSpan>("Clock:Shift");

    public override DateTimeOffset GetUtcNow()
    {
        var last = reading ?? Measure();
        return last.At + Stopwatch.GetElapsedTime(last.Timestamp) + Shift;
    }

    public Instant GetCurrentInstant() => Instant.FromDateTimeOffset(GetUtcNow());

    public Task StartAsync(CancellationToken cancellationToken)
    {
        timer = System.CreateTimer(_ => MeasureQuietly(), null, Every, Every);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref timer, null) is { } running)
        {
            await running.DisposeAsync();
        }
    }

    private void MeasureQuietly()
    {
        try
        {
            Measure();
        }
        catch (NpgsqlException e)
        {
            logger.LogWarning("The database's clock could not be read: {Error}", e.GetType().Name);
        }
        catch (ObjectDisposedException)
        {
            // The host stopped while the timer fired.
        }
    }

    private Reading Measure()
    {
        using var connection = dataSource.OpenConnection();
        using var command = new NpgsqlCommand("select clock_timestamp()", connection);
        var before = Stopwatch.GetTimestamp();
        var at = (DateTime)command.ExecuteScalar()!;
        var middle = before + ((Stopwatch.GetTimestamp() - before) / 2);
        return reading = new Reading(new DateTimeOffset(at, TimeSpan.Zero), middle);
    }
}
