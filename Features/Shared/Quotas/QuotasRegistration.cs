namespace CustomerListSchedules.Features.Shared.Quotas;

public static class QuotasRegistration
{
    public static void AddQuotas(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection("Quotas").Get<QuotaOptions>() ?? new QuotaOptions());
        services.AddScoped<QuotaLedger>();
    }
}
