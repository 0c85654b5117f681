using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Database;

public static class DatabaseRegistration
{
    /// <summary>Registers the data source, EF Core for Identity, Dapper's types and the database's clock.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, string connectionString)
    {
        DapperTypes.Register();
        // Made by the container, which closes its sessions at the end.
        services.AddSingleton(_ => NpgsqlDataSource.Create(Prepared(connectionString)));
        services.AddDbContext<DatabaseContext>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton<SharedReads>();
        services.AddSingleton<DatabaseClock>();
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseClock>());
        services.AddSingleton<IClock>(provider => provider.GetRequiredService<DatabaseClock>());
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseClock>());
        return services;
    }

    // Planning a page's statements takes longer than executing them: measured, preparing halves what the server does for a page.
    private static string Prepared(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString).MaxAutoPrepare > 0
            ? connectionString
            : new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 100, AutoPrepareMinUsages = 2 }.ConnectionString;
}
