using CustomerListSchedules.EndToEnd.AddCustomerList;
using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.EndToEnd.PartnerRun;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.CollectReport;

/// <summary>What becomes of a link: in the wrong hands, revoked, resent, expired, and to an address whose capitals differ.</summary>
[Collection(Lane.Links)]
public sealed class LinkJourneyTests(BrowserFixture browser, SampleApplication sample, PreparedSample prepared)
{
    private const string List = "Today's workshop attendees";

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 390)]
    public async Task The_wrong_account_is_told_to_sign_in_with_the_right_one_and_learns_nothing_else(bool scripts, int width)
    {
        await using var other = await browser.VisitAsync(sample.Process, scripts, width);
        await new SandboxMailPage(other).FollowLinkAsync(SampleSignIns.WorkshopLeader.Email, List);
        await new SignInPage(other).SignInAsync(SampleSignIns.Producer.Email, SampleSignIns.Producer.Password);

        Assert.Equal("This link does not lead to a list of yours", await new CollectPage(other).HeadingAsync());
        Assert.DoesNotContain(List, await other.Page.InnerTextAsync("body"), StringComparison.Ordinal);
        await other.ShouldFitAsync();
        if (scripts)
        {
            await other.ShouldBeAccessibleAsync(); // axe needs timers, which a page without scripts has not.
        }

        var link = other.At;
        await other.Page.Locator("main").GetByRole(
            AriaRole.Button,
            new() { Name = "Sign out" }).Or(other.Page.Locator("main a[role=button]:text-is('Sign out')")).First.ClickAsync();
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).Last.ClickAsync();
        await other.GoToAsync(link);
        await new SignInPage(other).SignInAsync(
            SampleSignIns.WorkshopLeader.Email.ToUpperInvariant(), SampleSignIns.WorkshopLeader.Password);
        Assert.Equal(List, await new CollectPage(other).HeadingAsync());
    }

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 390)]
    public async Task Staff_resend_a_link_then_revoke_the_file_and_the_recipient_sees_each_at_once(bool scripts, int width)
    {
        await using var application = await prepared.StartAsync(ApplicationProcess.SoonAWholeMinute);
        await using var partner = await browser.VisitAsync(application, scripts, width);
        await new SandboxMailPage(partner).FollowLinkAsync(SampleSignIns.WorkshopLeader.Email, List);
        await new SignInPage(partner).SignInAsync(SampleSignIns.WorkshopLeader.Email, SampleSignIns.WorkshopLeader.Password);
        var collect = new CollectPage(partner);
        await collect.DownloadAsync();
        var old = partner.At;

        await using var staff = await browser.VisitAsync(application, scripts, width);
        await staff.GoToAsync("/schedules/1");
        await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        var file = staff.Page.Locator("#files details").First;
        await file.Locator("summary").ClickAsync();
        Assert.Contains("1 of 2 collected", await file.Locator("summary").InnerTextAsync(), StringComparison.Ordinal);
        await staff.ShouldFitAsync();
        var row = file.Locator("tr").Filter(new() { HasText = SampleSignIns.WorkshopLeader.Email });
        await row.GetByRole(AriaRole.Link, new() { Name = "Resend link" }).ClickAsync();
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Send to 1 person" }).ClickAsync();
        await staff.Page.GetByText("A new link is on its way").WaitForAsync();

        await partner.GoToAsync(old);
        Assert.Equal("This link does not lead to a list of yours", await collect.HeadingAsync());
        await application.Until(async () =>
        {
            await new SandboxMailPage(partner).FollowLinkAsync(SampleSignIns.WorkshopLeader.Email, List);
            return partner.At != old;
        });
        Assert.Equal(List, await collect.HeadingAsync());
        var current = partner.At;

        await staff.GoToAsync("/schedules/1");
        await file.Locator("summary").ClickAsync();
        await file.GetByRole(AriaRole.Link, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await staff.Page.GetByLabel("Reason").FillAsync("Made for the wrong day");
        if (scripts)
        {
            await staff.ShouldBeAccessibleAsync();
        }

        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await staff.Page.GetByText("The file is revoked and deleted").WaitForAsync();

        Assert.Equal(current, partner.At);
        await collect.PressDownloadAsync(); // On the page that was open all the while.
        Assert.Contains("was revoked", await partner.Page.GetByRole(AriaRole.Alert).InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("Need help? Ask", await partner.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong day", await partner.Page.InnerTextAsync("body"), StringComparison.Ordinal);
        await partner.ShouldFitAsync();
        if (scripts)
        {
            await partner.ShouldBeAccessibleAsync();
        }
    }

    [Fact]
    public async Task A_link_that_expired_says_so_and_whom_to_ask_and_leads_to_running_it_where_that_is_allowed()
    {
        var data = Path.Combine(Path.GetTempPath(), $"cls-expired-{Guid.NewGuid():N}");
        try
        {
            await prepared.CopyToAsync(data);
            string link; // Its path: the application listens elsewhere a week later.
            await using (var application = await ApplicationProcess.StartAsync(data, ApplicationProcess.SoonAWholeMinute))
            {
                await using var visitor = await browser.VisitAsync(application);
                await new SandboxMailPage(visitor).FollowLinkAsync(SampleSignIns.WorkshopLeader.Email, List);
                await new SignInPage(visitor).SignInAsync(SampleSignIns.WorkshopLeader.Email, SampleSignIns.WorkshopLeader.Password);
                link = visitor.At;
            }

            await using var later = await ApplicationProcess.StartAsync(data, "--Clock:Shift=7.01:00:00");
            await using var partner = await browser.VisitAsync(later, width: 390);
            await partner.GoToAsync(link);
            await new SignInPage(partner).SignInAsync(SampleSignIns.WorkshopLeader.Email, SampleSignIns.WorkshopLeader.Password);

            Assert.Contains(
                "This link expired on", await partner.Page.GetByRole(AriaRole.Alert).InnerTextAsync(), StringComparison.Ordinal);
            Assert.Contains("Need help? Ask", await partner.Page.InnerTextAsync("main"), StringComparison.Ordinal);
            Assert.Equal(0, await partner.Page.Locator("a[data-file]").CountAsync());
            await partner.ShouldFitAsync();
            await partner.ShouldBeAccessibleAsync();

            await using var staff = await browser.VisitAsync(later);
            await staff.GoToAsync("/schedules/1/basic-details");
            await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
            await staff.Page.GetByLabel("Run on demand", new() { Exact = true }).CheckAsync();
            await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).Last.ClickAsync();
            await staff.Page.WaitForURLAsync("**/customer-lists");

            await partner.GoToAsync(link);
            await partner.Page.Locator("main a[role=button]:text-is('Run it in Partner Companies')").ClickAsync();
            var reports = new PartnerCompaniesPage(partner);
            await reports.RunButton(List).ClickAsync();
            await reports.Said($"{List}: Ready to download").Or(reports.Said($"{List}: No customers matched"))
                .WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task An_address_whose_capitals_differ_is_named_and_one_click_corrects_it()
    {
        await using var application = await prepared.StartAsync();
        await using var staff = await browser.VisitAsync(application);
        await staff.GoToAsync("/schedules/3/customer-lists");
        await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        await staff.Page.GetByRole(AriaRole.Link, new() { Name = "Edit Who has booked for our productions" }).ClickAsync();
        var emailTo = new EmailToField(staff.Page);
        await emailTo.FillAsync("Priya@PaperLantern.example");
        await staff.Page.Locator("#recipients").GetByText("capitals must match").WaitForAsync();

        await staff.Page.GetByRole(AriaRole.Button, new() { Name = $"Use {SampleSignIns.Producer.Email}" }).ClickAsync();
        await emailTo.Chip(SampleSignIns.Producer.Email).Filter(new() { HasText = "can collect" }).WaitForAsync();

        Assert.Equal(SampleSignIns.Producer.Email, await emailTo.Text.InputValueAsync());
    }
}
