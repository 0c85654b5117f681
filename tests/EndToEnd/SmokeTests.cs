using System.Net;
using System.Text.RegularExpressions;
using CustomerListSchedules.EndToEnd.BuildCustomerList;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd;

[Collection(Lane.Lists)]
public sealed class SmokeTests(BrowserFixture browser, SampleApplication application)
{
    [Fact]
    public async Task Nobody_signed_in_is_sent_to_a_sign_in_that_everybody_can_use()
    {
        await using var visitor = await browser.VisitAsync(application.Process);
        await visitor.GoToAsync("/");
        Assert.StartsWith("/sign-in", visitor.At, StringComparison.Ordinal);
        await visitor.ShouldBeAccessibleAsync();
        await visitor.ShouldFitAsync();
    }

    [Theory]
    [InlineData("document.querySelector('main').append(document.createElement('img'))", "image-alt")]
    [InlineData("document.documentElement.removeAttribute('lang')", "html-has-lang")]
    [InlineData("document.querySelector('h1').remove()", "page-has-heading-one")]
    public async Task A_page_that_not_everybody_can_use_fails(string spoilt, string rule)
    {
        await using var visitor = await browser.VisitAsync(application.Process);
        await visitor.GoToAsync("/sign-in");
        await visitor.Page.EvaluateAsync(spoilt);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => visitor.ShouldBeAccessibleAsync());
        Assert.Contains(rule, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("h1.textContent = 'x'.repeat(200)", "the page is")]
    [InlineData("h1.textContent = 'x'.repeat(200), h1.style.overflow = 'hidden'", "is cut by")]
    [InlineData("h1.textContent = 'x'.repeat(200), h1.style.overflow = 'auto'", "is scrolled sideways by")]
    [InlineData("h1.style.position = 'relative', h1.style.left = '-300px'", "sticks out of the window")]
    [InlineData("h1.style.width = '3rem', h1.style.whiteSpace = 'nowrap'", "sticks out of h1")]
    [InlineData("h1.style.height = '0.2rem', h1.style.overflow = 'clip', h1.style.lineHeight = '3'", "by the height of")]
    public async Task A_page_that_does_not_fit_fails(string spoilt, string misfit)
    {
        await using var visitor = await browser.VisitAsync(application.Process);
        await visitor.GoToAsync("/sign-in");
        Assert.Empty(await visitor.Page.MisfitsAsync([320]));
        await visitor.Page.EvaluateAsync($"const h1 = document.querySelector('h1'); h1.style.overflowWrap = 'normal'; {spoilt};");
        Assert.Contains(await visitor.Page.MisfitsAsync([320]), found => found.Contains(misfit, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_start_tells_the_address_and_how_to_sign_in()
    {
        await using var visitor = await browser.VisitAsync(application.Process, scripts: false);
        Assert.Contains(
            $"Customer List Schedules is at {application.Process.Address}", application.Process.Output, StringComparison.Ordinal);
        var account = SampleSignIns.Administrator;
        Assert.Matches($"{Regex.Escape(account.Email)} +{Regex.Escape(account.Password)}", application.Process.Output);

        await visitor.GoToAsync("/sign-in");
        await visitor.Page.FillAsync("[name=Email]", account.Email);
        await visitor.Page.FillAsync("[name=Password]", account.Password);
        await visitor.Page.ClickAsync("main form button");
        await visitor.GoToAsync("/settings");
        Assert.Equal("/settings", visitor.At);
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
    public async Task On_a_German_server_numbers_are_written_and_read_as_on_any_other()
    {
        await using var server = new PostgresServer();
        await server.InitializeAsync();
        await using var german = await ApplicationProcess.StartAsync(
            null, "LC_ALL=de_DE.UTF-8", $"--ConnectionStrings:Default={await server.CreateEmptyDatabaseAsync()}",
            "--SampleData=true", "--SampleData:Customers=1200", "--Scheduling:Enabled=false");
        await using var staff = await browser.VisitAsync(german, scripts: false);
        var builder = new BuilderPage(staff, keyboard: false);
        await builder.SignInAsync();
        await builder.NewAsync("Alle");
        await staff.Page.Locator("#builder button[name=Do][value=count]").First.ClickAsync();
        await Assertions.Expect(staff.Page.Locator("#count-title")).ToHaveTextAsync("1,200 customers");
    }
}
