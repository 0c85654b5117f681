using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.RunCustomerList;

public sealed class PurgeExportsTests(TestApplication application) : IClassFixture<TestApplication>
{
    private readonly DeliveryWorld world = new(application);

    [Fact]
    public async Task Runs_from_the_explorer_lose_their_file_with_its_expiry_and_their_row_when_history_is_no_longer_kept()
    {
        world.SetClock(DeliveryWorld.Due);
        await world.AddCustomersAsync(2);
        var list = (await world.AddScheduleAsync(null, [])).CustomerListId;
        var client = await application.SignInAsync(Roles.InsightsAndMailings);
        await client.SubmitAsync($"/customer-lists/{list}/run");
        Assert.True(await world.SendAsync(new MakeExport()));

        await PurgeAsync(days: 6);
        Assert.Equal((1, 1), await CountAsync());
        await PurgeAsync(days: 8);
        Assert.Equal((1, 0), await CountAsync());
        await PurgeAsync(days: 364);
        Assert.Equal((1, 0), await CountAsync());
        await PurgeAsync(days: 366);
        Assert.Equal((0, 0), await CountAsync());
    }

    private async Task PurgeAsync(int days)
    {
        world.SetClock(DeliveryWorld.Due + Duration.FromDays(days));
        await world.SendAsync(new DeleteExpiredFiles());
        await world.SendAsync(new PurgeExports());
    }

    private async Task<(int Rows, int Chunks)> CountAsync() => (
        await world.ScalarAsync<int>("select count(*)::int from list_exports where state = 'ready'"),
        await world.ScalarAsync<int>("select count(*)::int from stored_file_chunks"));
}
