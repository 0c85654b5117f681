using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;

namespace CustomerListSchedules.Integration.Today;

public sealed class FirstStepsTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Fact]
    public async Task What_is_done_is_ticked_and_the_steps_go_with_the_first_schedule()
    {
        using var client = await application.SignInAsync(Roles.Administrator);
        await application.DoAsync("insert into crm.customers (external_reference, created_at) values ('C1', now())");

        var page = await client.PageAsync("/");
        Assert.Equal(["Done"], page.QuerySelectorAll(".first-steps .badge").Select(badge => badge.TextContent));
        Assert.Contains("Save a customer list", page.QuerySelector(".first-steps [aria-current]")!.TextContent, StringComparison.Ordinal);

        await new DeliveryWorld(application).AddScheduleAsync(null, []);
        page = await client.PageAsync("/");
        Assert.Null(page.QuerySelector(".first-steps"));
        Assert.NotNull(page.QuerySelector("#day"));
    }
}
