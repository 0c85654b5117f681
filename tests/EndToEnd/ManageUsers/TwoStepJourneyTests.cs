using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.ManageUsers;

/// <summary>The second step at the sign-in, from setting it up to losing the telephone.</summary>
[Collection(Lane.Links)]
public sealed class TwoStepJourneyTests(BrowserFixture browser, SampleApplication sample, PreparedSample prepared)
{
    private const string First = "three blue kettles";
    private const string Own = "four green kettles";

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 390)]
    public async Task It_is_set_up_asked_for_and_survives_a_lost_telephone(bool scripts, int width)
    {
        var email = $"robin{width}@oldfirestation.example";
        await using (var office = await browser.VisitAsync(sample.Process))
        {
            await office.GoToAsync("/sign-in");
            await new SignInPage(office).SignInAsync(SampleSignIns.Administrator.Email, SampleSignIns.Administrator.Password);
            var accounts = new AccountPages(office);
            await accounts.OpenUserAccountsAsync();
            await accounts.AddAsync($"Robin {width}", email, First, "Insights & Mailings");
        }

        await using var person = await browser.VisitAsync(sample.Process, scripts, width);
        var own = new OwnAccountPages(person);
        await own.SignInAsync(email, First);
        await own.ChangeForcedPasswordAsync(First, Own);
        await person.GoToAsync("/account");
        await person.Page.Locator("main a[role=button]", new() { HasText = "Set up" }).ClickAsync();
        await LookAsync(person, scripts);
        var codes = await own.SetUpTwoStepAsync();
        Assert.Equal(10, codes.Distinct().Count());
        await LookAsync(person, scripts);
        var download = await person.Page.RunAndWaitForDownloadAsync(() => person.Page.GetByRole(
            AriaRole.Button, new() { Name = "Download" }).ClickAsync());
        Assert.Equal("recovery-codes.txt", download.SuggestedFilename);
        var kept = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.All(codes, code => Assert.Contains(code, kept, StringComparison.Ordinal));
        await person.GoToAsync("/account/two-step");
        await LookAsync(person, scripts);

        await own.SignOutAsync();
        await own.SignInAsync(email, Own);
        Assert.StartsWith("/sign-in/code", person.At, StringComparison.Ordinal);
        await LookAsync(person, scripts);
        await own.EnterCodeAsync();
        Assert.Equal("/", person.At);

        // The telephone is lost: a recovery code lets in, once, and another app takes over.
        await own.SignOutAsync();
        await own.SignInAsync(email, Own);
        await own.EnterRecoveryCodeAsync(codes[0]);
        await Assertions.Expect(person.Page.Locator("main .notice")).ToContainTextAsync("9 are left");
        await person.GoToAsync("/account/two-step?move=true");
        await LookAsync(person, scripts);
        var newCodes = await own.SetUpTwoStepAsync();
        await own.SignOutAsync();
        await own.SignInAsync(email, Own);
        await own.EnterRecoveryCodeAsync(codes[1]);
        Assert.Contains("none of your recovery codes", await own.AlertAsync(), StringComparison.Ordinal);
        await person.Page.GetByLabel("Recovery code", new() { Exact = true }).FillAsync(newCodes[1]);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await person.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");

        await person.GoToAsync("/account/two-step/turn-off");
        await LookAsync(person, scripts);
        await person.Page.Locator("main button.danger").ClickAsync();
        await person.Page.WaitForURLAsync(url => url.EndsWith("/account", StringComparison.Ordinal));
        await own.SignOutAsync();
        await own.SignInAsync(email, Own);
        Assert.Equal("/", person.At);
    }

    [Fact]
    public async Task Where_it_is_required_staff_are_led_to_it_partners_are_not_and_an_administrator_can_reset_it()
    {
        await using var application = await prepared.StartAsync();
        await using var office = await browser.VisitAsync(application);
        var administrator = new OwnAccountPages(office);
        await administrator.SignInAsync(SampleSignIns.Administrator.Email, SampleSignIns.Administrator.Password);
        await office.GoToAsync("/settings");
        await office.Page.GetByLabel("Staff need two-step sign-in").CheckAsync();
        await office.Page.Locator("#settings button", new() { HasText = "Save" }).ClickAsync();
        await office.Page.WaitForURLAsync(url => url.Contains("/account/two-step", StringComparison.Ordinal));
        await LookAsync(office, scripts: true);
        await administrator.SetUpTwoStepAsync();
        await office.Page.Locator("main a[role=button]", new() { HasText = "I have kept them" }).ClickAsync();

        await using var partner = await browser.VisitAsync(application);
        await new OwnAccountPages(partner).SignInAsync(SampleSignIns.Producer.Email, SampleSignIns.Producer.Password);
        Assert.Equal("/partner-companies", partner.At);

        await using var person = await browser.VisitAsync(application);
        var staff = new OwnAccountPages(person);
        await staff.SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        Assert.StartsWith("/account/two-step", person.At, StringComparison.Ordinal);
        await person.GoToAsync("/customer-lists");
        Assert.StartsWith("/account/two-step?returnUrl=%2Fcustomer-lists", person.At, StringComparison.Ordinal);
        await staff.SetUpTwoStepAsync();
        await person.Page.Locator("main a[role=button]", new() { HasText = "I have kept them" }).ClickAsync();
        await person.Page.WaitForURLAsync(url => url.EndsWith("/customer-lists", StringComparison.Ordinal));

        var accounts = new AccountPages(office);
        await accounts.OpenUserAccountsAsync();
        await accounts.OpenAccountAsync(SampleSignIns.Staff.Name);
        await office.Page.Locator("main a[href$='/reset-two-step']").ClickAsync();
        await office.Page.Locator("#reset-two-step button.danger").ClickAsync();
        await Assertions.Expect(office.Page.Locator("main .notice.good").First).ToContainTextAsync("is reset");
        await person.GoToAsync("/customer-lists");
        Assert.StartsWith("/sign-in", person.At, StringComparison.Ordinal);
        await staff.SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        Assert.StartsWith("/account/two-step", person.At, StringComparison.Ordinal);
    }

    // axe waits for timers, which a page without scripts does not have.
    private static async Task LookAsync(Visitor visitor, bool scripts)
    {
        await visitor.ShouldFitAsync();
        if (scripts)
        {
            await visitor.ShouldBeAccessibleAsync();
        }
    }
}
