using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.BrowseSchedules;

[Collection(Lane.Lists)]
public sealed class SchedulesListTests(BrowserFixture browser, SampleApplication application)
{
    private const string Names = "#schedules tbody th > a";

    [Fact]
    public async Task Schedules_are_found_as_one_types_and_what_is_typed_stands_in_no_address()
    {
        await using var visitor = await SignedInAsync();
        var all = await visitor.Page.Locator(Names).CountAsync();
        await visitor.Page.GetByLabel("Search", new() { Exact = true }).PressSequentiallyAsync("workshop lead");
        await Assertions.Expect(visitor.Page.Locator(Names)).ToHaveTextAsync(["Workshop leaders"]);
        Assert.True(all > 1);
        Assert.DoesNotContain("workshop", visitor.At, StringComparison.OrdinalIgnoreCase);
        await Assertions.Expect(visitor.Page.Locator("#search")).ToBeFocusedAsync();

        // The address leads to the same rows again.
        await visitor.Page.ReloadAsync();
        await Assertions.Expect(visitor.Page.Locator(Names)).ToHaveTextAsync(["Workshop leaders"]);
        await visitor.Page.Locator("#search").FillAsync("");
        await Assertions.Expect(visitor.Page.Locator(Names)).ToHaveCountAsync(all);
    }

    [Theory]
    [InlineData(1280, "table-row")]
    [InlineData(1220, "grid")]
    [InlineData(320, "grid")]
    public async Task Rows_are_cards_where_a_table_has_no_room_and_can_be_ticked_there_too(int width, string display)
    {
        await using var visitor = await SignedInAsync();
        await visitor.Page.SetViewportSizeAsync(width, 900);
        var row = visitor.Page.Locator("#schedules tbody tr").First;
        Assert.Equal(display, await row.EvaluateAsync<string>("row => getComputedStyle(row).display"));
        Assert.Empty(await visitor.Page.MisfitsAsync([width]));

        await Assertions.Expect(visitor.Page.Locator("#bulk button[value=pause]")).ToBeHiddenAsync();
        await row.Locator("input[name=ids]").CheckAsync();
        await Assertions.Expect(visitor.Page.Locator("#bulk button[value=pause]")).ToBeInViewportAsync();
        await visitor.ShouldBeAccessibleAsync();
        await visitor.Page.Locator("[data-tick-all]").ClickAsync();
        await visitor.Page.Locator("#bulk button[value=pause]").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("h1")).ToContainTextAsync("Pause ");
        Assert.True(await visitor.Page.Locator(".bulk-list li").CountAsync() > 1);
        await visitor.ShouldBeAccessibleAsync();
        Assert.Empty(await visitor.Page.MisfitsAsync([width]));
    }

    [Fact]
    public async Task Without_scripts_several_are_handed_over_and_back()
    {
        await using var visitor = await browser.VisitAsync(application.Process, scripts: false);
        await visitor.GoToAsync("/sign-in");
        await new SignInPage(visitor).SignInAsync(SampleSignIns.Administrator.Email, SampleSignIns.Administrator.Password);
        foreach (var colleague in new[] { "Alex", "Sam" })
        {
            await visitor.GoToAsync("/schedules");
            await visitor.Page.GetByLabel("Choose Workshop leaders").CheckAsync();
            await visitor.Page.GetByLabel("Choose Thank yesterday's donors").CheckAsync();
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Hand over", Exact = true }).ClickAsync();
            var option = visitor.Page.Locator("#to option").Filter(new() { HasText = colleague });
            await visitor.Page.Locator("#to").SelectOptionAsync([(await option.GetAttributeAsync("value"))!]);
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Hand over 2 schedules" }).ClickAsync();
            await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("2 schedules are handed over.");
        }
    }

    private async Task<Visitor> SignedInAsync()
    {
        var visitor = await browser.VisitAsync(application.Process);
        await visitor.GoToAsync("/sign-in");
        await new SignInPage(visitor).SignInAsync(SampleSignIns.Administrator.Email, SampleSignIns.Administrator.Password);
        await visitor.GoToAsync("/schedules");
        return visitor;
    }
}
