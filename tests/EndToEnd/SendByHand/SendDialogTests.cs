using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.SendByHand;

/// <summary>Run now asks first, in a dialog or as a page: Cancel sends nothing, and the button sends once.</summary>
[Collection(Lane.Links)]
public sealed class SendDialogTests(BrowserFixture browser, PreparedSample prepared)
{
    [Fact]
    public async Task Cancel_sends_nothing_and_a_double_click_sends_once()
    {
        await using var application = await prepared.StartAsync();
        await using var staff = await SignInAsync(application, scripts: true, width: 1280);
        var before = await RunsByHandAsync(staff);

        var link = staff.Page.Locator("a[href='/send/run-now/1']");
        await staff.GoToAsync("/schedules/1");
        await link.ClickAsync();
        var dialog = staff.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.Locator("tbody tr").First).ToBeVisibleAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("2 people:");
        await Assertions.Expect(dialog).ToContainTextAsync(SampleSignIns.WorkshopLeader.Email);
        await Assertions.Expect(dialog.Locator("#send-title")).ToBeFocusedAsync();
        await staff.ShouldBeAccessibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(link).ToBeFocusedAsync();
        Assert.Equal("/schedules/1", staff.At);

        await link.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send to 2 people" }).WaitForAsync();
        await staff.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal(before, await RunsByHandAsync(staff));

        await staff.GoToAsync("/schedules/1");
        await link.ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send to 2 people" }).DblClickAsync();
        await staff.Page.WaitForURLAsync("**/runs/*");
        Assert.Equal(before + 1, await RunsByHandAsync(staff));
    }

    [Fact]
    public async Task Without_scripts_the_same_is_a_page()
    {
        await using var application = await prepared.StartAsync();
        await using var staff = await SignInAsync(application, scripts: false, width: 390);
        var before = await RunsByHandAsync(staff);

        await staff.GoToAsync("/schedules/1");
        await staff.Page.Locator("a[href='/send/run-now/1']").ClickAsync();
        await Assertions.Expect(staff.Page.Locator(".send-part tbody tr").First).ToBeVisibleAsync();
        await staff.ShouldFitAsync();
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await staff.Page.WaitForURLAsync("**/schedules/1");
        Assert.Equal(before, await RunsByHandAsync(staff));

        await staff.GoToAsync("/send/run-now/1");
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Send to 2 people" }).ClickAsync();
        await staff.Page.WaitForURLAsync("**/runs/*");
        Assert.Equal(before + 1, await RunsByHandAsync(staff));
    }

    private async Task<Visitor> SignInAsync(ApplicationProcess application, bool scripts, int width)
    {
        var staff = await browser.VisitAsync(application, scripts, width);
        await staff.GoToAsync("/sign-in");
        await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        return staff;
    }

    private static async Task<int> RunsByHandAsync(Visitor staff)
    {
        await staff.GoToAsync("/runs?schedule=1");
        return await staff.Page.Locator("tbody th small").Filter(new() { HasText = "Run now" }).CountAsync();
    }
}
