using CustomerListSchedules.Features.AddCustomerList.Recipients;

namespace CustomerListSchedules.Unit.AddCustomerList;

public sealed class AddressesTests
{
    [Theory]
    [InlineData("jo@example.org", "jo@example.org")]
    [InlineData("jo@example.org, Ann@Example.org", "jo@example.org|Ann@Example.org")]
    [InlineData(" jo@example.org ;ann@example.org\r\n\r\n bo@example.org,", "jo@example.org|ann@example.org|bo@example.org")]
    [InlineData("Jo <jo@example.org>", "jo@example.org")]
    [InlineData("Bloggs, Jo <Jo@example.org>; \"Smith, Ann\" <ann@example.org>", "Jo@example.org|ann@example.org")]
    [InlineData("<jo@example.org>", "jo@example.org")]
    [InlineData("o'neil+lists@mail.example.co.uk", "o'neil+lists@mail.example.co.uk")]
    [InlineData("jo@bücher.example", "jo@bücher.example")]
    [InlineData("", "")]
    public void Addresses_are_read_as_people_paste_them_and_keep_their_capitals(string typed, string expected)
    {
        var (found, problems) = Addresses.Parse(typed);
        Assert.Empty(problems);
        Assert.Equal(expected, string.Join('|', found));
    }

    [Fact]
    public void What_copying_leaves_around_an_address_is_trimmed() =>
        Assert.Equal(["jo@example.org"], Addresses.Parse("\u00a0\u200bjo@example.org\u200b\ufeff\t").Found);

    [Theory]
    [InlineData("jo", "no @")]
    [InlineData("jo@example", "after the @")]
    [InlineData("jo@example..org", "after the @")]
    [InlineData("jo@-example.org", "after the @")]
    [InlineData("jo@example.org.", "after the @")]
    [InlineData("@example.org", "before the @")]
    [InlineData(".jo@example.org", "before the @")]
    [InlineData("jo..b@example.org", "before the @")]
    [InlineData("jö@example.org", "before the @")]
    [InlineData("mailto:jo@example.org", "before the @")]
    [InlineData("jo@example.org ann@example.org", "a space")]
    [InlineData("jo@@example.org", "more than one @")]
    public void What_is_no_address_is_named_with_the_reason(string typed, string reason)
    {
        var (found, problems) = Addresses.Parse($"fine@example.org, {typed}");
        Assert.Equal(["fine@example.org"], found);
        var problem = Assert.Single(problems);
        Assert.Contains($"“{typed}”", problem, StringComparison.Ordinal);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Lengths_are_those_of_RFC_5321()
    {
        var local = new string('a', 64);
        var domain = string.Join('.', Enumerable.Repeat(new string('b', 62), 3)); // 188
        Assert.Empty(Addresses.Parse($"{local}@{domain}").Problems);
        Assert.Contains("64 characters", Assert.Single(Addresses.Parse($"a{local}@{domain}").Problems), StringComparison.Ordinal);
        Assert.Contains("254 characters", Assert.Single(Addresses.Parse($"{local}@b.{domain}").Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_address_twice_is_said_and_another_spelling_is_another_address()
    {
        Assert.Equal(["jo@example.org is there twice."], Addresses.Parse("jo@example.org, jo@example.org").Problems);
        Assert.Equal(["jo@example.org", "Jo@example.org"], Addresses.Parse("jo@example.org, Jo@example.org").Found);
    }

    [Theory]
    [InlineData("", "jo@example.org, ann@example.org")]
    [InlineData("me@example.org,\n", "me@example.org, jo@example.org, ann@example.org")]
    [InlineData("ann@example.org", "ann@example.org, jo@example.org")]
    [InlineData("half", "half, jo@example.org, ann@example.org")]
    public void Further_addresses_are_added_once_each_and_what_is_half_typed_is_kept(string typed, string expected) =>
        Assert.Equal(expected, Addresses.Add(typed, ["jo@example.org", "ann@example.org"]));

    [Fact]
    public void Two_hundred_are_the_most()
    {
        Assert.Empty(Addresses.Parse(Many(Addresses.Most)).Problems);
        Assert.Contains("201 addresses", Assert.Single(Addresses.Parse(Many(Addresses.Most + 1)).Problems), StringComparison.Ordinal);

        static string Many(int count) => string.Join(',', Enumerable.Range(1, count).Select(i => $"jo{i}@example.org"));
    }

    [Fact]
    public void A_long_paste_with_an_open_quote_is_read_in_no_time()
    {
        var (_, problems) = Addresses.Parse("\"" + string.Concat(Enumerable.Repeat("a,", 10_000)));
        Assert.NotEmpty(problems);
    }
}
