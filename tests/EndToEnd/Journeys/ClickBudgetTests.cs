using CustomerListSchedules.EndToEnd.BuildCustomerList;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.Journeys;

/// <summary>How many clicks of the mouse the daily lists take from the Explorer, from nothing and without a template.</summary>
[Collection(Lane.Lists)]
public sealed class ClickBudgetTests(BrowserFixture browser, SampleApplication sample)
{
    [Fact]
    public async Task Today_s_attendees_take_at_most_nine_clicks()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var (mouse, builder) = await StartAsync(staff, "Attendees in nine clicks");
        await mouse.ClickAsync(builder.InPalette("Booking"));
        await mouse.ChooseAsync("Event date", "Today");
        await mouse.ClickButtonAsync("Ok");
        await mouse.ClickButtonAsync("Output");
        await mouse.ClickAsync(staff.Page.GetByLabel("A row for each booking that matched"));
        await mouse.ClickButtonAsync("Add Event");
        await FinishAsync(staff, mouse, 9, "for an event today with the status Confirmed", "bookings");
        await Assertions.Expect(staff.Page.Locator(".live th", new() { HasText = "Event" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task One_producer_s_buyers_take_at_most_five_clicks()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var (mouse, builder) = await StartAsync(staff, "Buyers in five clicks");
        await mouse.ClickAsync(builder.InPalette("Booking"));
        await mouse.ClickAsync(staff.Page.GetByLabel(SampleWords.PartnerProducer, new() { Exact = true }));
        await mouse.ClickButtonAsync("Ok");
        await FinishAsync(staff, mouse, 5, $"for productions of {SampleWords.PartnerProducer}", "customers");
    }

    [Fact]
    public async Task Yesterday_s_donors_take_at_most_six_clicks()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var (mouse, builder) = await StartAsync(staff, "Donors in six clicks");
        await mouse.ClickAsync(builder.InPalette("Donation"));
        await mouse.ChooseAsync("Date", "Yesterday");
        await mouse.ClickButtonAsync("Ok");
        await FinishAsync(staff, mouse, 6, "yesterday", "customer");
    }

    /// <summary>From the Explorer to the builder of a new list, its name typed.</summary>
    private static async Task<(CountedMouse Mouse, BuilderPage Builder)> StartAsync(Visitor staff, string name)
    {
        var builder = new BuilderPage(staff, keyboard: false);
        await builder.SignInAsync();
        var mouse = new CountedMouse(staff);
        await mouse.ClickLinkAsync("Add");
        await mouse.TypeAsync(name);
        await staff.Page.Locator("#builder").WaitForAsync();
        return (mouse, builder);
    }

    /// <summary>Save, and the list is there with its count.</summary>
    private static async Task FinishAsync(Visitor staff, CountedMouse mouse, int most, string sentence, string counted)
    {
        await mouse.ClickButtonAsync("Save");
        await staff.Page.GetByText("The customer list is saved.").WaitForAsync();
        await Assertions.Expect(staff.Page.Locator("#count-title")).ToContainTextAsync(counted);
        Assert.True(mouse.Clicks <= most, $"{mouse.Clicks} clicks.");
        await staff.Page.Locator("#tab-main").ClickAsync();
        await Assertions.Expect(staff.Page.Locator("p.sentence")).ToContainTextAsync(sentence);
    }

    [Fact]
    public async Task From_a_saved_list_Schedule_this_list_leads_to_a_new_schedule_that_has_it_picked()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var (mouse, _) = await StartAsync(staff, "To be scheduled");
        await mouse.ClickLinkAsync("Schedule this list");
        await staff.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Made from a list");
        await staff.Page.GetByLabel("Run on demand").CheckAsync();
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).Last.ClickAsync();
        var list = staff.Page.GetByLabel("Customer List", new() { Exact = true });
        await Assertions.Expect(list.Locator("option:checked")).ToHaveTextAsync("To be scheduled");
        await Assertions.Expect(staff.Page.Locator("h1")).ToHaveTextAsync("Add Customer List");
    }
}
