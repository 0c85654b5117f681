using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.Web;
using Npgsql;

namespace CustomerListSchedules.Features.Sandbox.Dotdigital;

public static class SandboxDotdigital
{
    /// <summary>The sandbox of Dotdigital: nowhere in Production.</summary>
    public static IServiceCollection AddSandboxDotdigital(this IServiceCollection services, IHostEnvironment environment) =>
        environment.IsProduction()
            ? services
            : services.AddSingleton(provider => new SandboxApi(provider.GetRequiredService<NpgsqlDataSource>()));

    /// <summary>Answers the calls of the API before anything else of the site looks at them, and to this machine alone.</summary>
    public static void UseSandboxDotdigital(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetService<SandboxApi>() is not { } sandbox)
        {
            return;
        }

        app.MapWhen(
            context => context.Request.Path.StartsWithSegments(DotdigitalAddress.SandboxPath, out var rest) && SandboxApi.Serves(rest),
            branch =>
            {
                branch.UsePathBase(DotdigitalAddress.SandboxPath);
                branch.Run(context =>
                {
                    if (!context.IsFromThisMachine())
                    {
                        context.Response.StatusCode = StatusCodes.Status404NotFound;
                        return Task.CompletedTask;
                    }

                    return sandbox.HandleAsync(context);
                });
            });
    }
}
