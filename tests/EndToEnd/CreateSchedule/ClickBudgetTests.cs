using CustomerListSchedules.EndToEnd.AddCustomerList;
using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.CreateSchedule;

/// <summary>How many times the mouse is pressed on the way to a schedule; typing is free, and so is Enter.</summary>
[Collection(Lane.Lists)]
public sealed class ClickBudgetTests(BrowserFixture browser, SampleApplication sample)
{
    private const int Most = 8;

    [Fact]
    public async Task A_schedule_for_a_saved_list_takes_eight_clicks()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var page = staff.Page;
        await staff.GoToAsync("/schedules");
        await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        var to = new EmailToField(page);
        var clicks = 0;

        await ClickAsync(page.Locator("main a[role=button]:text-is('Add')").First);
        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Eight clicks");
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).Last);
        await ClickAsync(page.Locator("main a[role=button]:text-is('Add Customer List')").First);
        await page.WaitForURLAsync("**/customer-lists/new");
        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Thank them today");
        await ClickAsync(to.Typed);
        await page.Keyboard.TypeAsync("sam");
        await Assertions.Expect(to.Options.First).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Enter");
        await ClickAsync(page.GetByLabel("Customer List", new() { Exact = true }));
        clicks++; // The option, in a list that is the browser's own.
        var list = page.GetByLabel("Customer List", new() { Exact = true });
        var option = list.Locator("option").Filter(new() { HasText = "Yesterday's donors" });
        await list.SelectOptionAsync((await option.GetAttributeAsync("value"))!);
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).Last);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Output", Exact = true }).WaitForAsync();
        await ClickAsync(page.GetByRole(AriaRole.Button, new() { Name = "Ok", Exact = true }).Last);
        await page.GetByText("Thank them today is saved.").WaitForAsync();

        Assert.InRange(clicks, 1, Most);

        async Task ClickAsync(ILocator what)
        {
            clicks++;
            await what.ClickAsync();
        }
    }
}
