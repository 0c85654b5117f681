using CustomerListSchedules.Features.SignIn.TwoStep;
using CustomerListSchedules.Infrastructure.Scheduling;

namespace CustomerListSchedules.Features.SignIn;

public static class SignInRegistration
{
    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddSingleton<SignInEntries>()
            .AddSingleton<AuthenticatorKeys>();
        return configuration.SchedulingEnabled() ? services.AddRequestJob<PurgeSignIns>(TimeSpan.FromHours(1)) : services;
    }
}
