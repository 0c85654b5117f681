using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;

namespace CustomerListSchedules.Integration.RunCustomerList;

/// <summary>An old row of the customer data that no file can hold: who it is, is said.</summary>
public sealed class UnusableRowsTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public UnusableRowsTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Theory]
    [InlineData("csv", "birth_date", "birth_date = '20222-01-05'", "Birth Date")]
    [InlineData("xlsx", "created", "created_at = '20222-01-05 10:00+00'", "Created")]
    [InlineData("docx", "birth_date", "birth_date = '0044-03-15 BC'", "Birth Date")]
    [InlineData("csv", "age", "birth_date = 'infinity'", "Birth Date")]
    public async Task The_run_says_which_column_of_which_customer_and_is_not_tried_again(
        string format, string output, string set, string label)
    {
        await world.ExecuteAsync("delete from crm.customers");
        await world.AddCustomersAsync(3);
        await world.ExecuteAsync(
            "alter table crm.customers disable trigger refuse_unusable; "
            + $"update crm.customers set {set} where id = (select max(id) from crm.customers); "
            + "alter table crm.customers enable trigger refuse_unusable");
        var id = await world.ScalarAsync<long>("select max(id) from crm.customers");
        var ids = await world.AddScheduleAsync(DeliveryWorld.Due, [], format: format);
        await world.ExecuteAsync(
            "update scheduled_lists set output_columns = array['name', @output] where id = @ScheduledListId",
            new { output, ids.ScheduledListId });

        await world.ClaimAsync();
        Assert.True(await world.MakeAsync());

        var (state, reason) = await world.ScalarAsync<(string, string)>(
            "select state, reason from deliveries where scheduled_list_id = @ScheduledListId", new { ids.ScheduledListId });
        Assert.Equal("failed", state);
        Assert.StartsWith($"The \"{label}\" of Customer ID {id} cannot be read", reason, StringComparison.Ordinal);
    }
}
