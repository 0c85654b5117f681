using CustomerListSchedules.Infrastructure.Logging;
using MediatR;
using Npgsql;
using Quartz;

namespace CustomerListSchedules.Infrastructure.Scheduling;

/// <summary>
/// A Quartz job that sends one mediator request, in a scope of its own, at an interval. Every node runs it; the request
/// shares the work by row locks. What it could not do now, it does at the next tick.
/// </summary>
[DisallowConcurrentExecution]
public sealed class RequestJob<TRequest>(IServiceScopeFactory scopes, ILogger<RequestJob<TRequest>> logger) : IJob
    where TRequest : IRequest<Unit>, new()
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new TRequest(), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (NpgsqlException e)
        {
            logger.LogWarning("{Job} waits for the database: {Error}", typeof(TRequest).Name, ErrorWords.InOneLine(e));
        }
        catch (Exception e)
        {
            logger.LogError(e, "{Job} failed and will be tried again at its next tick", typeof(TRequest).Name);
        }
    }
}
