using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Web;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace CustomerListSchedules.Infrastructure.Identity;

public static class IdentityRegistration
{
    /// <summary>Accounts, passwords, lockout and the sign-in cookie.</summary>
    /// <param name="configuration">Says by <c>Venue:BaseUrl</c> whether cookies need TLS.</param>
    /// <param name="twoStepRoles">See <see cref="TwoStepOptions"/>.</param>
    public static IServiceCollection AddAccounts(
        this IServiceCollection services, IConfiguration configuration, IReadOnlyList<string> twoStepRoles)
    {
        services.AddIdentity<User, Role>(options =>
            {
                // PasswordRules has the rules: length and a list of common ones, not symbols.
                options.Password = new PasswordOptions
                {
                    RequiredLength = 1, RequireDigit = false, RequireLowercase = false, RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                };
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = "";
            })
            .AddEntityFrameworkStores<DatabaseContext>()
            .AddPasswordValidator<PasswordRules>()
            .AddErrorDescriber<AccountErrors>()
            .AddDefaultTokenProviders();

        // PBKDF2 with HMAC-SHA512: OWASP's figure for it.
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 210_000);
        services.Configure<TwoStepOptions>(options => options.Roles = twoStepRoles);
        services.AddSingleton<Sessions>();
        services.AddSingleton<SessionPasswords>();
        services.AddSingleton<SignInFailures>();
        services.AddSingleton<PasswordChecks>();
        services.AddSingleton<KnownBrowsers>();
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme, options =>
        {
            options.Cookie.Harden("customer-list-schedules-second-step", configuration);
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.ExpireTimeSpan = TimeSpan.FromMinutes(10);
            options.SlidingExpiration = false;
        });
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Harden("customer-list-schedules", configuration);
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.ExpireTimeSpan = Sessions.Longest;
            options.SlidingExpiration = false;
            options.LoginPath = "/sign-in";
            options.ReturnUrlParameter = "returnUrl";
            options.Events = new CookieAuthenticationEvents
            {
                OnValidatePrincipal = Sessions.ValidateAsync,
                OnRedirectToLogin = LapsedSession.AnswerAsync,
                OnRedirectToAccessDenied = LapsedSession.RefuseAsync,
            };
        });
        return services;
    }
}
