using System.Net;
using CustomerListSchedules.EndToEnd.Harness;

namespace CustomerListSchedules.EndToEnd;

public sealed class SmokeTests(BrowserFixture browser, SampleApplication application)
{
    [Fact]
    public async Task A_browser_reaches_the_application()
    {
        await using var visitor = await browser.VisitAsync(application.Process);
        await visitor.GoToAsync("/health/live");
        Assert.Equal("Healthy", await visitor.Page.InnerTextAsync("body"));
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_is_one_word_for_anybody(string path)
    {
        using var client = new HttpClient { BaseAddress = application.Process.Address };
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("Healthy", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_application_that_was_killed_starts_again_at_the_same_address()
    {
        await using var own = await ApplicationProcess.StartAsync();
        var address = own.Address;
        await own.KillAsync();
        await own.RestartAsync();
        Assert.Equal(address, own.Address);
    }
}
