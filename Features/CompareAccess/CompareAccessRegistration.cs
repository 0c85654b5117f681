namespace CustomerListSchedules.Features.CompareAccess;

public static class CompareAccessRegistration
{
    public static IServiceCollection AddCompareAccess(this IServiceCollection services) => services.AddSingleton<CustomersCounter>();
}
