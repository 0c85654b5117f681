using CustomerListSchedules.Infrastructure.Logging;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Scheduling;

/// <summary>
/// A worker: sends <typeparamref name="TRequest"/>, which does one piece of work and says whether there was any, until
/// there is none, then waits for the signal. A stopping host lets the piece in hand finish within its shutdown time.
/// </summary>
public sealed class Worker<TRequest>(IServiceScopeFactory scopes, WorkSignal signal, ILogger<Worker<TRequest>> logger) : BackgroundService
    where TRequest : IRequest<bool>, new()
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var worked = false;
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                worked = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new TRequest(), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                logger.LogWarning("{Worker} waits for the database: {Error}", typeof(TRequest).Name, ErrorWords.InOneLine(e));
            }
            catch (Exception e)
            {
                logger.LogError(e, "{Worker} failed; its lease will lapse and the work be taken up again", typeof(TRequest).Name);
            }

            if (!worked)
            {
                await signal.WaitAsync(stoppingToken);
            }
        }
    }
}
