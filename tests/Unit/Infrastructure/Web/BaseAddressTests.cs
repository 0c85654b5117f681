using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Web;
using Microsoft.Extensions.Configuration;

namespace CustomerListSchedules.Unit.Infrastructure.Web;

public sealed class BaseAddressTests
{
    [Theory]
    [InlineData("https://lists.example.org", "lists.example.org")]
    [InlineData("https://Lists.Example.org/", "lists.example.org")]
    [InlineData("https://bücher.example:8443", "xn--bcher-kva.example")]
    [InlineData("http://192.0.2.7:5000", "192.0.2.7")]
    [InlineData("http://[2001:db8::7]:5000", "[2001:db8::7]")]
    public void Message_IDs_are_at_the_host_where_people_reach_the_application(string baseUrl, string host)
    {
        var ids = new MessageIds(Address(baseUrl));

        Assert.Matches($"^[0-9a-f]{{32}}@{System.Text.RegularExpressions.Regex.Escape(host)}$", ids.New());
        Assert.NotEqual(ids.New(), ids.New());
    }

    private static BaseAddress Address(string baseUrl) =>
        new(new ConfigurationBuilder().AddInMemoryCollection([new("Venue:BaseUrl", baseUrl)]).Build(), null!);
}
