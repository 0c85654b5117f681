using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.PartnerRun;

/// <summary>A producer runs a list at Partner Companies, in every way that a browser allows.</summary>
[Collection(Lane.People)]
public sealed class PartnerJourneyTests(BrowserFixture browser, SampleApplication sample, PreparedSample prepared)
{
    private const string Report = "Who has booked for our productions";

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 1280)]
    [InlineData(true, 390)]
    [InlineData(false, 390)]
    public async Task A_partner_runs_a_report_waits_downloads_it_leaves_and_finds_it_on_returning(bool scripts, int width)
    {
        await using var partner = await browser.VisitAsync(sample.Process, scripts, width);
        var page = new PartnerCompaniesPage(partner);
        await page.OpenAsync();
        await new SignInPage(partner).SignInAsync(SampleSignIns.Producer.Email, SampleSignIns.Producer.Password);
        Assert.Equal("/partner-companies", partner.At);
        Assert.Contains(
            "People who booked an event of Paper Lantern", await page.Report(Report).InnerTextAsync(), StringComparison.Ordinal);
        var before = await page.NewestAsync(Report);

        await page.RunButton(Report).ClickAsync();
        await page.WaitForNewAsync(Report, before, scripts);
        var lines = await page.DownloadAsync(page.Downloads(Report).First);

        Assert.InRange(lines.Length, 2, int.MaxValue);
        Assert.Contains(
            $"{lines.Length - 1:N0} customers", await page.Report(Report).Page.Locator("#downloads li").First.InnerTextAsync(),
            StringComparison.Ordinal);
        await partner.ShouldFitAsync();
        if (width == 1280)
        {
            Assert.True(await page.DownloadsAreInTheTopRightCornerAsync());
        }

        if (scripts)
        {
            await partner.ShouldBeAccessibleAsync(); // axe needs timers, which a page without scripts has not.
        }

        await partner.GoToAsync("/account");
        await page.OpenAsync();
        Assert.Equal(1, await page.Downloads(Report).CountAsync()); // The newer file took the earlier one's place.
        Assert.Equal(lines, await page.DownloadAsync(page.Downloads(Report).First));
    }

    [Fact]
    public async Task On_a_telephone_reports_come_before_downloads_and_everything_begins_at_one_left_edge()
    {
        foreach (var width in new[] { 390, 1280, 1920 })
        {
            await using var partner = await browser.VisitAsync(sample.Process, width: width);
            var page = new PartnerCompaniesPage(partner);
            await page.OpenAsync();
            await new SignInPage(partner).SignInAsync(SampleSignIns.Producer.Email, SampleSignIns.Producer.Password);

            var edges = new List<float>();
            foreach (var place in new[] { ".top .brand", ".tabs a", ".report h2", ".report .meaning", ".contact" })
            {
                edges.Add((await partner.Page.Locator(place).First.BoundingBoxAsync())!.X);
            }

            Assert.True(edges.Max() - edges.Min() < 1, $"{width}: {string.Join(", ", edges)}");
            var last = (await partner.Page.Locator(".report").Last.BoundingBoxAsync())!;
            var downloads = (await partner.Page.Locator("#downloads").BoundingBoxAsync())!;
            Assert.Equal(width == 390, downloads.Y >= last.Y + last.Height);
            if (width > 390)
            {
                Assert.True(await page.DownloadsAreInTheTopRightCornerAsync());
            }
        }
    }

    [Fact]
    public async Task With_the_keyboard_alone_a_partner_runs_and_downloads_and_never_loses_the_place()
    {
        await using var partner = await browser.VisitAsync(sample.Process);
        var page = new PartnerCompaniesPage(partner);
        await page.OpenAsync();
        // The browser puts the place into the first field with its first picture of the page; a script can type before that.
        await partner.Page.Locator("input[type=email]:focus").WaitForAsync();
        await partner.Page.Keyboard.TypeAsync(SampleSignIns.Producer.Email);
        await partner.Page.Keyboard.PressAsync("Tab");
        await partner.Page.Keyboard.TypeAsync(SampleSignIns.Producer.Password);
        await partner.Page.Keyboard.PressAsync("Enter");
        await page.RunButton(Report).WaitForAsync();
        var before = await page.NewestAsync(Report);

        await TabToAsync(partner, page.RunButton(Report));
        await partner.Page.Keyboard.PressAsync("Enter");
        await page.WaitForNewAsync(Report, before, scripts: true);

        await page.Said("Ready to download").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        Assert.Equal(0, await page.Report(Report).Locator(".busy").CountAsync());
        Assert.True(await IsFocusedAsync(page.RunButton(Report)), "The keyboard's place was lost while the report ran.");
        await TabToAsync(partner, page.Downloads(Report).First);
        var download = await partner.Page.RunAndWaitForDownloadAsync(() => partner.Page.Keyboard.PressAsync("Enter"));
        Assert.EndsWith(".csv", download.SuggestedFilename, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_tab_joins_the_run_and_both_show_its_file()
    {
        await using var application = await prepared.StartAsync("--Delivery:Workers=0");
        await using var partner = await browser.VisitAsync(application);
        var first = new PartnerCompaniesPage(partner);
        await first.OpenAsync();
        await new SignInPage(partner).SignInAsync(SampleSignIns.Producer.Email, SampleSignIns.Producer.Password);
        var tab = await partner.Page.Context.NewPageAsync();
        await tab.GotoAsync("/partner-companies");
        var run = tab.Locator(".report").Filter(new() { HasText = Report })
            .GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true });

        await first.RunButton(Report).ClickAsync();
        await first.Said($"{Report}: Waiting").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await run.ClickAsync();
        await run.ClickAsync();
        await tab.Locator(".report .busy").WaitForAsync();

        Assert.Equal(1, await tab.Locator(".report .busy").CountAsync());
        await partner.GoToAsync("/account");
        await first.OpenAsync();
        Assert.Equal("Waiting", await first.Report(Report).Locator(".busy").InnerTextAsync());

        await application.RestartWithAsync(); // Now with a worker, which both tabs wait for.
        foreach (var page in new[] { partner.Page, tab })
        {
            await page.BringToFrontAsync();
            await page.Locator("#downloads a[data-file]").Filter(new() { HasText = Report }).WaitForAsync(new() { Timeout = 60_000 });
            await Assertions.Expect(page.Locator(".report .busy")).ToHaveCountAsync(0);
        }

        Assert.InRange((await first.DownloadAsync(first.Downloads(Report).First)).Length, 2, int.MaxValue);
        await using var staff = await browser.VisitAsync(application);
        await staff.GoToAsync("/runs");
        await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        // Under the newest day; the sample's own ended the day before at the latest.
        Assert.Equal(1, await staff.Page.Locator("tbody").First.Locator("tr").Filter(new() { HasText = "On demand" }).CountAsync());
    }

    [Fact]
    public async Task A_partner_deactivated_in_the_middle_is_at_the_sign_in_and_stays_there()
    {
        await using var application = await prepared.StartAsync();
        await using var partner = await browser.VisitAsync(application);
        var page = new PartnerCompaniesPage(partner);
        await page.OpenAsync();
        await new SignInPage(partner).SignInAsync(SampleSignIns.Producer.Email, SampleSignIns.Producer.Password);
        await page.RunButton(Report).ClickAsync();
        await page.WaitForNewAsync(Report, null, scripts: true);
        var file = await page.Downloads(Report).First.GetAttributeAsync("href");

        await using var staff = await browser.VisitAsync(application);
        await staff.GoToAsync("/users");
        await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        var row = staff.Page.Locator("tr").Filter(new() { HasText = SampleSignIns.Producer.Email });
        await row.Locator(".row-menu > summary").ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Deactivate" }).ClickAsync();
        await staff.Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Deactivate" }).ClickAsync();
        await staff.Page.Locator("tr").Filter(new() { HasText = SampleSignIns.Producer.Email }).GetByText("Deactivated").WaitForAsync();

        var answer = await partner.Page.APIRequest.GetAsync(new Uri(application.Address, file).ToString(), new() { MaxRedirects = 0 });
        Assert.Equal(302, answer.Status);
        await page.Downloads(Report).First.ClickAsync(); // The page was open all the while: a file of the sign-in page is no answer.
        await partner.Page.WaitForURLAsync("**/sign-in**");
        await partner.Page.GetByLabel("E-mail address").FillAsync(SampleSignIns.Producer.Email);
        await partner.Page.GetByLabel("Password").FillAsync(SampleSignIns.Producer.Password);
        await partner.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await partner.Page.Locator("[role=alert], .field-error:not(:empty)").First.WaitForAsync();
    }

    [Fact]
    public async Task Staff_who_collect_as_well_find_their_way_to_both_places()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        await staff.GoToAsync("/schedules");
        await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);

        await FromMenuAsync(staff, "Partner Companies");
        await staff.Page.WaitForURLAsync("**/partner-companies");
        await FromMenuAsync(staff, "Customer List Schedules");
        await staff.Page.WaitForURLAsync("**/schedules");
    }

    private static async Task FromMenuAsync(Visitor visitor, string link)
    {
        await visitor.Page.Locator(".account-button").ClickAsync();
        await visitor.Page.Locator("#account-menu").GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();
    }

    private static Task<bool> IsFocusedAsync(ILocator element) =>
        element.EvaluateAsync<bool>("element => element === document.activeElement");

    private static async Task TabToAsync(Visitor visitor, ILocator element)
    {
        for (var i = 0; i < 40 && !await IsFocusedAsync(element); i++)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
        }

        Assert.True(await IsFocusedAsync(element), "The keyboard does not get there.");
    }
}
