using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;

namespace CustomerListSchedules.Benchmarks.Fuzz;

/// <summary>A handler of a page: how it is asked for, and the names that it reads.</summary>
/// <param name="Path">With its parameters, as <c>/schedules/{id:long}</c>.</param>
internal sealed record FuzzRoute(string Method, string Path, string? Handler, IReadOnlyList<string> Fields)
{
    private const int Deepest = 3;

    public string Page => Path + (Handler is null ? "" : $"?handler={Handler}");

    /// <summary>Every route of the application, as its own endpoints name them.</summary>
    public static async Task<IReadOnlyList<FuzzRoute>> AllAsync(WebApplication application)
    {
        var loader = application.Services.GetRequiredService<PageLoader>();
        var routes = new List<FuzzRoute>();
        var endpoints = ((IEndpointRouteBuilder)application).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();
        foreach (var endpoint in endpoints)
        {
            var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
            {
                routes.Add(new FuzzRoute("GET", path, null, []));
                continue;
            }

            var compiled = await loader.LoadAsync(page, endpoint.Metadata);
            var shared = compiled.BoundProperties.SelectMany(property => Names(property.Name, property.ParameterType, 0)).ToList();
            routes.AddRange(compiled.HandlerMethods.Select(handler => new FuzzRoute(
                handler.HttpMethod.ToUpperInvariant(), path, handler.Name,
                [.. shared, .. handler.Parameters.SelectMany(parameter => Names(parameter.Name, parameter.ParameterType, 0))])));
        }

        return [.. routes.DistinctBy(route => (route.Method, route.Page))];
    }

    private static IEnumerable<string> Names(string name, Type type, int depth)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(CancellationToken))
        {
            return [];
        }

        if (plain.Namespace?.StartsWith("CustomerListSchedules", StringComparison.Ordinal) is not true || plain.IsEnum || depth == Deepest)
        {
            var many = plain != typeof(string) && typeof(System.Collections.IEnumerable).IsAssignableFrom(plain);
            return many ? [name, $"{name}[0]", $"{name}[main.0.0]"] : [name];
        }

        return plain.GetProperties().Where(property => property.CanWrite)
            .SelectMany(property => Names($"{name}.{property.Name}", property.PropertyType, depth + 1));
    }
}
