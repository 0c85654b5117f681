using System.Reflection;
using FluentValidation;
using MediatR;

namespace CustomerListSchedules.Infrastructure.Mediation;

/// <summary>Registers MediatR's mediator with every handler and validator of an assembly.</summary>
public static class Mediation
{
    public static IServiceCollection AddMediation(this IServiceCollection services, Assembly assembly)
    {
        services.AddScoped<ServiceFactory>(provider => provider.GetService!);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(LogRequests<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidateRequests<,>));
        services.Scan(scan => scan.FromAssemblies(assembly)
            .AddClasses(
                classes => classes.AssignableToAny(typeof(IRequestHandler<,>), typeof(INotificationHandler<>), typeof(IValidator<>)),
                publicOnly: false)
            .AsImplementedInterfaces()
            .WithScopedLifetime());
        return services;
    }
}

/// <summary>Logs the name of a request that failed, never its content.</summary>
internal sealed class LogRequests<TRequest, TResponse>(ILogger<LogRequests<TRequest, TResponse>> logger)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        try
        {
            return await next();
        }
        catch (Exception e) when (e is not (OperationCanceledException or ValidationException or RefusedException
            or BadHttpRequestException))
        {
            logger.LogError("{Request} failed: {Error}", typeof(TRequest).Name, e.GetType().Name);
            throw;
        }
    }
}

/// <summary>Runs the validators of a request; a page turns the <see cref="ValidationException"/> into messages beside the fields.</summary>
internal sealed class ValidateRequests<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        foreach (var validator in validators)
        {
            var result = await validator.ValidateAsync(request, cancellationToken);
            if (!result.IsValid)
            {
                throw new ValidationException(result.Errors);
            }
        }

        return await next();
    }
}
