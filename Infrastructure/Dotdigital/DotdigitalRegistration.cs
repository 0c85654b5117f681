using CustomerListSchedules.Infrastructure.Dotdigital.Calls;
using NodaTime;

namespace CustomerListSchedules.Infrastructure.Dotdigital;

public static class DotdigitalRegistration
{
    /// <summary>Registers <see cref="IDotdigital"/> with the venue's account, and <see cref="DotdigitalTester"/> for others.</summary>
    public static IServiceCollection AddDotdigital(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(DotdigitalOptions.Read(configuration));
        services.AddSingleton<RateBudget>();
        services.AddSingleton<DotdigitalAccounts>();
        services.AddSingleton<DotdigitalConnections>();
        services.AddSingleton<DotdigitalRegions>();
        services.AddSingleton<DotdigitalCaller>();
        services.AddSingleton(provider => new DotdigitalTester(
            provider.GetRequiredService<DotdigitalCaller>(), provider.GetRequiredService<DotdigitalRegions>()));
        return services.AddSingleton<IDotdigital>(provider => new DotdigitalClient(
            provider.GetRequiredService<DotdigitalCaller>(), provider.GetRequiredService<DotdigitalRegions>(),
            provider.GetRequiredService<DotdigitalAccounts>().GetAsync));
    }
}
