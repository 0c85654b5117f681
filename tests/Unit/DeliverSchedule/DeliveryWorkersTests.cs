using CustomerListSchedules.Features.DeliverSchedule;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CustomerListSchedules.Unit.DeliverSchedule;

/// <summary>Making files leaves a core to the pages.</summary>
public sealed class DeliveryWorkersTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 8, 1)]
    [InlineData(64, 1, 1)]
    [InlineData(64, 2, 1)]
    [InlineData(64, 8, 7)]
    [InlineData(3, 8, 3)]
    [InlineData(0, 8, 0)]
    public void Files_are_made_by_at_most_one_worker_fewer_than_the_cores_but_one(int asked, int cores, int workers) =>
        Assert.Equal(workers, new DeliveryOptions { Workers = asked }.WorkersOn(cores));

    [Fact]
    public void A_node_has_no_more_workers_than_that_whatever_it_is_told() =>
        Assert.Equal(new DeliveryOptions { Workers = 64 }.WorkersOn(Environment.ProcessorCount), HostedServices(64) - HostedServices(0));

    private static int HostedServices(int workers)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([
            KeyValuePair.Create("Delivery:Workers", (string?)$"{workers}")
        ]).Build();
        return new ServiceCollection().AddDeliverSchedule(configuration).Count(service => service.ServiceType == typeof(IHostedService));
    }
}
