using CustomerListSchedules.Features.BuildCustomerList.Builder;

namespace CustomerListSchedules.Features.BuildCustomerList;

public static class BuildCustomerListRegistration
{
    public static IServiceCollection AddBuildCustomerList(this IServiceCollection services) => services.AddSingleton<ListCounter>();
}
