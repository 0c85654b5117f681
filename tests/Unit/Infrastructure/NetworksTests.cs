using CustomerListSchedules.Infrastructure.Identity;

namespace CustomerListSchedules.Unit.Infrastructure;

public sealed class NetworksTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::/64")]
    [InlineData(null, "unknown")]
    [InlineData("", "unknown")]
    public void An_IPv4_address_is_a_network_and_so_is_a_64_of_IPv6(string? address, string network) =>
        Assert.Equal(network, Networks.Of(address));
}
