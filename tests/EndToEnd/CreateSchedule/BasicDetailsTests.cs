using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.CreateSchedule;

/// <summary>Basic Details in the browser: where the cursor is, what is in view, and the calendar beside it.</summary>
[Collection(Lane.Lists)]
public sealed class BasicDetailsTests(BrowserFixture browser, SampleApplication sample)
{
    private const string FocusBeneathTheBar =
        """
        () => {
          const bar = document.querySelector(".form-actions.stay").getBoundingClientRect();
          const at = document.activeElement.getBoundingClientRect();
          return document.activeElement === document.body || document.activeElement.closest(".form-actions")
            || at.bottom <= bar.top || at.top >= bar.bottom ? null : document.activeElement.outerHTML.slice(0, 120);
        }
        """;

    [Fact]
    public async Task The_cursor_is_in_Name_and_Name_is_as_wide_as_Description()
    {
        await using var staff = await NewAsync();
        await Assertions.Expect(staff.Page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        var (name, description) = (await BoxAsync(staff, "#Details_Name"), await BoxAsync(staff, "#Details_Description"));
        Assert.Equal((name.X, name.Width), (description.X, description.Width));
    }

    [Theory]
    [InlineData(1280, 720, true)]
    [InlineData(820, 1100, true)]
    [InlineData(640, 400, false)] // 1280 by 800 at 200 %
    [InlineData(390, 844, false)]
    public async Task The_button_stays_in_view_where_there_is_room_and_never_covers_what_has_the_focus(int width, int height, bool stays)
    {
        await using var staff = await NewAsync();
        await staff.Page.SetViewportSizeAsync(width, height);
        var bar = await BoxAsync(staff, ".form-actions.stay");
        Assert.Equal(stays, bar.Y + bar.Height <= height);
        await staff.ShouldFitAsync();

        for (var way = 0; way < 2; way++)
        {
            for (var presses = 0; presses < 26; presses++)
            {
                await staff.Page.Keyboard.PressAsync(way == 0 ? "Tab" : "Shift+Tab");
                Assert.Null(await staff.Page.EvaluateAsync<string?>(FocusBeneathTheBar));
            }
        }
    }

    [Fact]
    public async Task Another_month_keeps_the_focus_and_what_is_typed_and_Enter_in_Name_goes_on()
    {
        await using var staff = await NewAsync();
        var page = staff.Page;
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Every morning");
        var first = await page.Locator("#month-title").InnerTextAsync();
        var next = page.GetByRole(AriaRole.Button, new() { Name = "Next month" });
        await next.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#month-title")).Not.ToHaveTextAsync(first);
        await Assertions.Expect(next).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#month-title")).ToContainTextAsync("runs");
        await staff.ShouldBeAccessibleAsync();

        await page.GetByLabel("Name", new() { Exact = true }).PressAsync("Enter");
        await page.WaitForURLAsync("**/customer-lists");
        await page.GetByText("Every morning").First.WaitForAsync();
    }

    [Fact]
    public async Task A_window_over_midnight_is_explained_while_it_is_chosen()
    {
        await using var staff = await NewAsync();
        await staff.Page.GetByLabel("Runs every", new() { Exact = true }).CheckAsync();
        await staff.Page.GetByLabel("Start time").SelectOptionAsync("22:00");
        await staff.Page.GetByLabel("End time").SelectOptionAsync("02:00");
        await Assertions.Expect(staff.Page.GetByRole(AriaRole.Note)).ToContainTextAsync("22:00 to 02:00 goes over midnight");
        await staff.ShouldBeAccessibleAsync();
        await staff.Page.GetByLabel("End time").SelectOptionAsync("23:00");
        await Assertions.Expect(staff.Page.GetByRole(AriaRole.Note)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_scripts_an_untouched_page_shows_no_error_and_another_month_keeps_what_is_typed()
    {
        await using var staff = await NewAsync(scripts: false);
        await Assertions.Expect(staff.Page.Locator("#sentence")).ToContainTextAsync("Every day before 08:00");
        Assert.Equal(0, await staff.Page.Locator(".field-error:visible, .notice.bad, [aria-invalid=true]").CountAsync());
        await staff.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Every morning");
        var first = await staff.Page.Locator("#month-title").InnerTextAsync();
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Next month" }).ClickAsync();
        await Assertions.Expect(staff.Page.Locator("#month-title")).Not.ToHaveTextAsync(first);
        await Assertions.Expect(staff.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Every morning");
    }

    [Fact]
    public async Task A_leaders_schedule_before_each_workshop_is_made_and_shows_the_coming_workshops_as_it_is_filled_in()
    {
        await using var staff = await NewAsync();
        var page = staff.Page;
        await Assertions.Expect(page.Locator("#performances")).ToBeHiddenAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Before each workshop");
        await page.GetByLabel("Occurs", new() { Exact = true }).SelectOptionAsync("Before each performance");
        await Assertions.Expect(page.Locator("#sentence")).ToHaveTextAsync(
            "Choose events, enter a part of their name, or choose an event tag.");
        await page.GetByLabel("Event name contains").FillAsync("workshop");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#sentence")).ToContainTextAsync(
            "3 hours before each performance of an event whose name contains “workshop”");
        await Assertions.Expect(page.Locator("#preview .occurrences li").First).ToContainTextAsync("Workshop,");
        await page.GetByLabel("On the day before").CheckAsync();
        await Assertions.Expect(page.Locator("#sentence")).ToContainTextAsync("At 09:00 on the day before each performance");
        await page.GetByLabel("Find events by name").FillAsync("clay");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find", Exact = true }).ClickAsync();
        await page.GetByLabel("Clay Workshop", new() { Exact = true }).CheckAsync();
        await Assertions.Expect(page.Locator("#sentence")).ToContainTextAsync("of Clay Workshop, or of an event whose name");
        await page.Locator("#not-on > summary").ClickAsync();
        await page.GetByLabel("Dates on which it does not run").FillAsync("24/12/2030 to 2/1/2031");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#sentence")).ToContainTextAsync("not on 24 December 2030 to 2 January 2031");
        await Assertions.Expect(page.GetByLabel("Dates on which it does not run")).ToBeVisibleAsync();
        await staff.ShouldFitAsync();
        await staff.ShouldBeAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).Last.ClickAsync();
        await page.WaitForURLAsync("**/customer-lists");
    }

    private async Task<Visitor> NewAsync(bool scripts = true)
    {
        var staff = await browser.VisitAsync(sample.Process, scripts);
        await staff.GoToAsync("/schedules/new");
        await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        return staff;
    }

    private static async Task<LocatorBoundingBoxResult> BoxAsync(Visitor visitor, string selector) =>
        (await visitor.Page.Locator(selector).BoundingBoxAsync())!;
}
