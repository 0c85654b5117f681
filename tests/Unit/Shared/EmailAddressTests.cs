using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Unit.Shared;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("name@example.org")]
    [InlineData("First.Last+lists@sub.example.co.uk")]
    [InlineData("o'brien@example.org")]
    public void A_plain_address_is_fine(string address) => Assert.Null(EmailAddress.Problem(address));

    [Theory]
    [InlineData("")]
    [InlineData("name")]
    [InlineData("name@")]
    [InlineData("@example.org")]
    [InlineData("name@localhost")]
    [InlineData("name@@example.org")]
    [InlineData("two names@example.org")]
    [InlineData("a@example.org, b@example.org")]
    [InlineData("Name <name@example.org>")]
    [InlineData("name@example..org")]
    [InlineData("name@example.org\r\nBcc: other@example.org")]
    public void What_is_not_one_address_is_refused(string address) => Assert.NotNull(EmailAddress.Problem(address));

    [Fact]
    public void An_address_has_at_most_254_characters() =>
        Assert.NotNull(EmailAddress.Problem("name@" + string.Join('.', Enumerable.Repeat(new string('a', 50), 6)) + ".org"));
}
