using CustomerListSchedules.Features.BuildCustomerList.Counting;

namespace CustomerListSchedules.Features.BuildCustomerList;

public static class BuildCustomerListRegistration
{
    public static IServiceCollection AddBuildCustomerList(this IServiceCollection services) =>
        services.AddSingleton<ListCounter>().AddSingleton<CountingPlaces>();
}
