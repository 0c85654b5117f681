using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Integration.Today;

/// <summary>A new installation: nothing was brought in, saved or scheduled.</summary>
public sealed class EmptyInstallationTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Theory]
    [InlineData("/", "/import")]
    [InlineData("/calendar", "/schedules/new")]
    [InlineData("/schedules", "/schedules/new")]
    [InlineData("/customer-lists", "/customer-lists/new")]
    [InlineData("/segments", "/segments/new")]
    [InlineData("/runs", "/schedules")]
    [InlineData("/mailings", "/schedules/new")]
    [InlineData("/users", "/users/new")]
    [InlineData("/access", "/schedules/new")]
    [InlineData("/access/lists", "/schedules/new")]
    public async Task Each_page_says_what_to_do_first_and_leads_there(string page, string first)
    {
        using var client = await application.SignInAsync(Roles.Administrator);

        var link = (await client.PageAsync(page)).QuerySelector("main :is(.first-steps, .empty, .quiet) a[href]");

        Assert.Equal(first, link?.GetAttribute("href"));
        Assert.NotNull((await client.PageAsync(first)).QuerySelector("h1"));
    }

    [Fact]
    public async Task Staff_are_told_that_an_administrator_brings_in_customers_and_the_next_step_is_marked()
    {
        using var client = await application.SignInAsync(Roles.InsightsAndMailings);

        var page = await client.PageAsync("/");

        var next = page.QuerySelector(".first-steps [aria-current=step]")!;
        Assert.Contains("An administrator uploads", next.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ["/customer-lists/new", "/schedules/new"],
            page.QuerySelectorAll(".first-steps a").Select(link => link.GetAttribute("href")));
        Assert.Null(page.QuerySelector("#day")); // Pictures of nothing say nothing.
    }
}
