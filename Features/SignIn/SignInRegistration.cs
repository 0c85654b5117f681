using CustomerListSchedules.Features.SignIn.TwoStep;

namespace CustomerListSchedules.Features.SignIn;

public static class SignInRegistration
{
    public static IServiceCollection AddSignIn(this IServiceCollection services) => services
        .AddSingleton<SignInThrottle>()
        .AddSingleton<AuthenticatorKeys>()
        .AddScoped<TwoStepRows>();
}
