using CustomerListSchedules.EndToEnd.BuildCustomerList;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.DeliverSchedule;

/// <summary>"Automatically send thank you emails to customers who made a donation yesterday", from nothing to the Mailings tab.</summary>
public sealed class MailingJourneyTests(BrowserFixture browser, PreparedSample prepared)
{
    private const string Category = "Thanks to supporters";
    private const string List = "Gave yesterday and may be e-mailed";
    private const string Email = "Thank yesterday's donors";

    [Fact]
    public async Task Staff_thank_yesterdays_donors_from_nothing_to_the_Mailings_tab()
    {
        await using var application = await prepared.StartAsync();
        await using var staff = await browser.VisitAsync(application);
        var people = await PrepareListAsync(staff);
        await ScheduleAsync(staff);
        await RunAsync(staff);
        await ReadTabAsync(application, staff);
        await ReadArrivalAsync(staff, people);
    }

    [Fact]
    public async Task A_large_first_send_is_held_until_somebody_says_Send()
    {
        await using var application = await prepared.StartAsync();
        await using var staff = await browser.VisitAsync(application, width: 390);
        await staff.GoToAsync("/mailings/settings");
        await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        var guard = staff.Page.Locator("#guard");
        await guard.GetByLabel("A first send to more than").FillAsync("1");
        await guard.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await staff.Page.GetByRole(AriaRole.Status).GetByText("saved").First.WaitForAsync();

        await staff.GoToAsync("/schedules");
        await staff.Page.GetByRole(AriaRole.Link, new() { Name = "Thank donors by e-mail" }).First.ClickAsync();
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await staff.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Send to" }).ClickAsync();
        await application.Until(async () =>
        {
            await staff.GoToAsync("/mailings");
            return await staff.Page.Locator("tbody tr").Filter(new() { HasText = "Held" }).CountAsync() == 1;
        });
        await staff.ShouldBeAccessibleAsync();
        await staff.Page.Locator("tbody tr a").First.ClickAsync();
        await staff.Page.GetByText("Held: Send or Cancel?").WaitForAsync();
        await staff.ShouldBeAccessibleAsync();
        await staff.ShouldFitAsync();

        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Send…", Exact = true }).ClickAsync();
        var dialog = staff.Page.GetByRole(AriaRole.Dialog);
        var sends = dialog.GetByRole(AriaRole.Button, new() { Name = "Send to" });
        await sends.WaitForAsync();
        await staff.ShouldBeAccessibleAsync();
        await sends.ClickAsync();
        await application.Until(async () =>
        {
            await staff.GoToAsync("/mailings");
            return (await staff.Page.Locator("tbody tr").First.InnerTextAsync()).Contains("Sent", StringComparison.Ordinal);
        });
    }

    /// <summary>Their addresses, as the list itself exports them.</summary>
    private static async Task<string[]> PrepareListAsync(Visitor staff)
    {
        var builder = new BuilderPage(staff, keyboard: false);
        await builder.SignInAsync();
        await staff.GoToAsync("/mailings/settings");
        await staff.Page.GetByLabel("New Mailing Category").FillAsync(Category);
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).First.ClickAsync();
        await staff.Page.GetByText($"{Category} is added.").WaitForAsync();
        await staff.ShouldBeAccessibleAsync();

        await builder.NewAsync(List);
        await builder.AddSegmentAsync(0, "Donation");
        await builder.ChooseDateAsync("Date", "Yesterday");
        await builder.OkAsync();
        await builder.AddSegmentAsync(0, "Contact preference");
        await builder.ChooseAsync("were asked about", "Fundraising by e-mail");
        await builder.TickAsync("and answered", "Yes");
        await builder.OkAsync();
        await builder.SaveAsync();
        var cells = (await builder.RunAsync()).SelectMany(row => row.Split(','));
        return [.. cells.Where(cell => cell.Contains('@', StringComparison.Ordinal)).Select(address => address.ToLowerInvariant())
            .Distinct().Order(StringComparer.Ordinal)];
    }

    private static async Task ScheduleAsync(Visitor staff)
    {
        var wizard = new ScheduleWizard(staff);
        await wizard.FillBasicDetailsAsync("Thank-you emails", "Everyone who gave yesterday.");
        await staff.Page.GetByLabel("Action").SelectOptionAsync("Send Integrated Email");
        await Assertions.Expect(staff.Page.GetByLabel("Run on demand", new() { Exact = true })).ToBeHiddenAsync();
        await wizard.NextAsync();

        await Assertions.Expect(staff.Page.GetByText("REMINDER:")).ToBeVisibleAsync();
        await staff.ShouldBeAccessibleAsync();
        await staff.Page.Locator("main a[role=button]:text-is('Add Integrated Email')").First.ClickAsync();
        await staff.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(Email);
        await PickAsync(staff, "Mailing Category", Category);
        await PickAsync(staff, "Customer List", "Today's workshop attendees");
        await Assertions.Expect(staff.Page.Locator("#warnings")).ToContainTextAsync("No contact preference is asked for");
        await PickAsync(staff, "Customer List", List);
        await Assertions.Expect(staff.Page.Locator("#warnings .warn")).ToHaveCountAsync(0);
        await staff.Page.RunAndWaitForResponseAsync(
            () => staff.Page.GetByRole(AriaRole.Button, new() { Name = "Refresh" }).ClickAsync(),
            answer => answer.Url.EndsWith("handler=Refresh", StringComparison.Ordinal));
        await staff.Page.WaitForFunctionAsync("!document.querySelector('.htmx-request')");
        await PickAsync(staff, "Email template", "Thank you for your donation");
        await staff.ShouldBeAccessibleAsync();
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Ok", Exact = true }).Last.ClickAsync();
        await staff.Page.GetByText($"{Email} is saved.").WaitForAsync();
        await Assertions.Expect(staff.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await staff.ShouldBeAccessibleAsync();
        await staff.ShouldFitAsync();
    }

    /// <summary>At once, not tomorrow morning: the schedule asks first.</summary>
    private static async Task RunAsync(Visitor staff)
    {
        await staff.Page.Locator("main a[role=button]:text-is('Done')").ClickAsync();
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        var send = staff.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Send to" });
        await send.WaitForAsync();
        await staff.ShouldBeAccessibleAsync();
        await send.ClickAsync();
        await staff.Page.GetByRole(AriaRole.Link, new() { Name = Email }).WaitForAsync();
    }

    private static async Task ReadTabAsync(ApplicationProcess application, Visitor staff)
    {
        var row = staff.Page.Locator("tbody tr").Filter(new() { HasText = Email });
        await application.Until(async () =>
        {
            await staff.GoToAsync("/mailings");
            return await row.CountAsync() == 1 && (await row.InnerTextAsync()).Contains("Sent", StringComparison.Ordinal);
        });
        await staff.ShouldBeAccessibleAsync();
        await row.GetByRole(AriaRole.Link, new() { Name = Email }).ClickAsync();
        await Assertions.Expect(staff.Page.Locator(".history")).ToContainTextAsync("Dotdigital was asked to send it, and has it.");
        await staff.ShouldBeAccessibleAsync();
        await staff.ShouldFitAsync();
    }

    /// <summary>Everybody on the list, each once, and nobody else.</summary>
    private static async Task ReadArrivalAsync(Visitor staff, string[] people)
    {
        Assert.NotEmpty(people);
        await staff.GoToAsync("/sandbox/dotdigital");
        await staff.Page.GetByRole(AriaRole.Link, new() { Name = "Copy of Thank you for your donation" }).ClickAsync();
        await staff.Page.WaitForURLAsync("**/sandbox/dotdigital/sends/*");
        var reached = await staff.Page.GetByRole(AriaRole.Region, new() { Name = "People" }).Locator("tbody th").AllInnerTextsAsync();
        Assert.Equal(people, reached.Order(StringComparer.Ordinal));
    }

    private static async Task PickAsync(Visitor staff, string field, string option)
    {
        var select = staff.Page.GetByLabel(field, new() { Exact = true });
        var value = await select.Locator("option").Filter(new() { HasText = option }).First.GetAttributeAsync("value");
        await select.SelectOptionAsync(value!);
    }
}
