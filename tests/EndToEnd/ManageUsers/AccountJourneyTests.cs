using CustomerListSchedules.EndToEnd.AddCustomerList;
using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.EndToEnd.PartnerRun;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.ManageUsers;

/// <summary>"Setting up access to download Customer Lists", step by step as staff are taught it.</summary>
[Collection(Lane.People)]
public sealed class AccountJourneyTests(BrowserFixture browser, SampleApplication sample)
{
    private const string First = "three blue kettles";
    private const string Own = "four green kettles";
    private const string Report = "Who has booked for our productions";

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(true, 390)]
    public async Task An_existing_user_gets_the_Collect_Report_role_and_can_collect(bool scripts, int width)
    {
        var (name, email) = ($"Casey {width}", $"casey{width}@oldfirestation.example");
        await using var office = await AdministratorAsync(scripts, width);
        var accounts = new AccountPages(office);
        await accounts.OpenUserAccountsAsync();
        await accounts.AddAsync(name, email, First, "Insights & Mailings");
        await using var person = await browser.VisitAsync(sample.Process, scripts, width);
        var own = new OwnAccountPages(person);
        await own.SignInAsync(email, First);
        await own.ChangeForcedPasswordAsync(First, Own);
        Assert.Equal(403, (await person.GoToAsync("/partner-companies")).Status);

        await accounts.OpenUserAccountsAsync();
        await accounts.OpenAccountAsync(name);
        await office.ShouldBeAccessibleAsync();
        await accounts.SaveAsync("Collect Report user role");

        Assert.Equal(200, (await person.GoToAsync("/partner-companies")).Status);
        await LetRunAsync(office, email);
        Assert.InRange((await new PartnerCompaniesPage(person).RunAndDownloadAsync(Report, scripts)).Length, 2, int.MaxValue);
        await person.GoToAsync("/schedules");
        Assert.Equal("/schedules", person.At);
        await office.ShouldFitAsync();
    }

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 390)]
    public async Task An_external_user_is_added_signs_in_and_gets_a_new_password_when_it_is_forgotten(bool scripts, int width)
    {
        var (name, email) = ($"Parker {width}", $"Parker{width}@promoter.example");
        await using var staff = await browser.VisitAsync(sample.Process, scripts, width);
        await staff.GoToAsync("/sign-in");
        await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        var accounts = new AccountPages(staff);
        if (scripts)
        {
            await accounts.OpenUsersAsync();
        }
        else
        {
            await staff.GoToAsync("/users");
        }

        await accounts.AddAsync(name, email, First);
        await staff.ShouldFitAsync();

        await using var partner = await browser.VisitAsync(sample.Process, scripts, width);
        var own = new OwnAccountPages(partner);
        await own.SignInAsync(email.ToLowerInvariant(), First);
        await own.ChangeForcedPasswordAsync(First, Own);
        Assert.Equal("/partner-companies", partner.At);
        await LetRunAsync(staff, email);
        Assert.InRange((await new PartnerCompaniesPage(partner).RunAndDownloadAsync(Report, scripts)).Length, 2, int.MaxValue);

        await staff.GoToAsync("/users");
        await accounts.ChangePasswordAsync(name, "seven red kettles");
        await partner.GoToAsync("/partner-companies");
        Assert.StartsWith("/sign-in", partner.At, StringComparison.Ordinal);
        await own.SignInAsync(email, Own);
        Assert.Contains("do not go together", await own.AlertAsync(), StringComparison.Ordinal);
        await own.SignInAsync(email, "seven red kettles");
        await own.ChangeForcedPasswordAsync("seven red kettles", "eight grey kettles");
        Assert.Equal("/partner-companies", partner.At);
    }

    [Fact]
    public async Task Staff_copy_the_address_for_partners_and_use_a_suggested_pass_phrase_that_they_can_look_at()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        await staff.GoToAsync("/sign-in");
        await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        await staff.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var accounts = new AccountPages(staff);
        await accounts.OpenUsersAsync();
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Copy the address" }).ClickAsync();
        await staff.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Copied" }).WaitForAsync();
        Assert.EndsWith(
            "/partner-companies", await staff.Page.EvaluateAsync<string>("navigator.clipboard.readText()"), StringComparison.Ordinal);

        await staff.GoToAsync("/users/new");
        var password = staff.Page.GetByLabel("Password", new() { Exact = true });
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Use it" }).ClickAsync();
        var phrase = await staff.Page.Locator("#suggested").InnerTextAsync();
        Assert.Equal(phrase, await password.InputValueAsync());
        Assert.Equal("password", await password.GetAttributeAsync("type"));
        var show = staff.Page.GetByRole(AriaRole.Button, new() { Name = "Show the password" });
        await show.ClickAsync();
        Assert.Equal("text", await password.GetAttributeAsync("type"));
        Assert.Equal("true", await show.GetAttributeAsync("aria-pressed"));
        await staff.ShouldBeAccessibleAsync();
        await staff.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Phoebe Phrase");
        await staff.Page.GetByLabel("E-mail address", new() { Exact = true }).FillAsync("phoebe@phrase.example");
        await accounts.SaveAsync();

        await using var partner = await browser.VisitAsync(sample.Process);
        await new OwnAccountPages(partner).SignInAsync("phoebe@phrase.example", phrase);
        Assert.StartsWith("/account/change-password", partner.At, StringComparison.Ordinal);
        await using var without = await browser.VisitAsync(sample.Process, scripts: false);
        await without.GoToAsync("/users");
        await new SignInPage(without).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        Assert.False(await without.Page.GetByRole(AriaRole.Button, new() { Name = "Copy the address" }).IsVisibleAsync());
        Assert.True(await without.Page.Locator("#partners-address[readonly]").IsVisibleAsync());
    }

    [Fact]
    public async Task Somebody_who_is_deactivated_in_the_middle_is_told_at_the_next_click_and_cannot_come_back()
    {
        await using var office = await AdministratorAsync(scripts: true, 1280);
        var accounts = new AccountPages(office);
        await accounts.OpenUserAccountsAsync();
        await accounts.AddAsync("Morgan Middle", "morgan@oldfirestation.example", First, "Insights & Mailings");
        await using var person = await browser.VisitAsync(sample.Process);
        var own = new OwnAccountPages(person);
        await own.SignInAsync("morgan@oldfirestation.example", First);
        await own.ChangeForcedPasswordAsync(First, Own);
        await person.GoToAsync("/schedules/new");
        await person.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Typed before");

        await accounts.OpenUserAccountsAsync();
        await accounts.OpenAccountAsync("Morgan Middle");
        await accounts.DeactivateAsync();

        await person.Page.Locator("main form").GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).Last.ClickAsync();
        await Assertions.Expect(person.Page.Locator("#notices")).ToContainTextAsync("Sign in in a new tab");
        Assert.Equal("Typed before", await person.Page.GetByLabel("Name", new() { Exact = true }).InputValueAsync());
        await person.GoToAsync("/schedules");
        Assert.StartsWith("/sign-in", person.At, StringComparison.Ordinal);
        await own.SignInAsync("morgan@oldfirestation.example", Own);
        Assert.Contains("do not go together", await own.AlertAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_says_who_signed_in_and_from_where()
    {
        await using var office = await AdministratorAsync(scripts: true, 1280);
        await office.GoToAsync($"/audit?search={Uri.EscapeDataString(SampleSignIns.Administrator.Email)}");
        var row = office.Page.Locator("tbody tr").Filter(new() { HasText = "Account signed in" }).First;
        var who = row.Locator("td[data-label=Who]");
        await Assertions.Expect(who.GetByText(SampleSignIns.Administrator.Email, new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(who).ToContainTextAsync("127.0.0.1");
    }

    /// <summary>Names the address on the sample's list that is run on demand.</summary>
    private static async Task LetRunAsync(Visitor staff, string email)
    {
        await staff.GoToAsync("/schedules/3/customer-lists");
        await staff.Page.GetByRole(AriaRole.Link, new() { Name = $"Edit {Report}" }).ClickAsync();
        var emailTo = new EmailToField(staff.Page);
        await emailTo.FillAsync($"{await emailTo.Text.InputValueAsync()}, {email}");
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).Last.ClickAsync();
        await staff.Page.GetByRole(AriaRole.Heading, new() { Name = "Output", Exact = true }).WaitForAsync();
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Ok", Exact = true }).Last.ClickAsync();
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Save and give them this" }).ClickAsync();
        await staff.Page.Locator("main a[role=button]:text-is('Done')").First.WaitForAsync();
    }

    private async Task<Visitor> AdministratorAsync(bool scripts, int width)
    {
        var visitor = await browser.VisitAsync(sample.Process, scripts, width);
        await visitor.GoToAsync("/sign-in");
        await new SignInPage(visitor).SignInAsync(SampleSignIns.Administrator.Email, SampleSignIns.Administrator.Password);
        return visitor;
    }
}
