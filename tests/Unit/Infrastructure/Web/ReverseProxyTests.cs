using System.Net;
using CustomerListSchedules.Infrastructure.Web;

namespace CustomerListSchedules.Unit.Infrastructure.Web;

public sealed class ReverseProxyTests
{
    [Fact]
    public void Nobody_is_believed_unless_named() => Assert.Empty(ReverseProxy.KnownNetworks(_ => null));

    [Fact]
    public void Addresses_and_networks_of_both_families_are_known()
    {
        var networks = ReverseProxy.KnownNetworks(_ => "10.0.0.0/8, 192.0.2.7 2001:db8::/32,::1");
        Assert.Equal(["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32", "::1/128"], networks.Select(network => network.ToString()));
        Assert.True(networks[0].Contains(IPAddress.Parse("10.9.8.7")));
        Assert.False(networks[1].Contains(IPAddress.Parse("192.0.2.8")));
    }
}
