using CustomerListSchedules.Features.DeliverSchedule.Reminders;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>Administrators hear that stored files need room before there is none.</summary>
public sealed class StoredSizeTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public StoredSizeTests(TestApplication application)
    {
        this.application = application.Setting("Files:AlarmGigabytes", "2");
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task Administrators_are_told_once_near_the_size_and_once_above_it_and_anew_after_it_was_smaller()
    {
        var administrator = await application.CreateUserAsync(null, Roles.Administrator);
        await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var file = await world.ScalarAsync<long>(
            "insert into stored_files (name, content_type, compressed, stored_bytes, created_at, completed_at, expires_at) "
            + "values ('a.csv', 'text/csv', false, 0, @Due, @Due, @Due) returning id",
            new { DeliveryWorld.Due });

        Assert.Equal(0, await ToldAsync(1_599_999_999));
        Assert.Equal(1, await ToldAsync(1_600_000_000));
        Assert.Equal(1, await ToldAsync(1_900_000_000));
        Assert.Equal(2, await ToldAsync(2_000_000_000));
        Assert.Equal(2, await ToldAsync(1_800_000_000)); // A tenth smaller is not yet smaller.
        Assert.Equal(2, await ToldAsync(2_100_000_000));
        Assert.Equal(2, await ToldAsync(1_300_000_000));
        Assert.Equal(3, await ToldAsync(2_500_000_000));
        Assert.Equal(
            [administrator.Email!], await world.QueryAsync<string>("select distinct recipient from notices where subject like 'Stored%'"));
        Assert.Contains(
            "that is more than the 2 GB", await world.ScalarAsync<string>("select items::text from notices order by id desc limit 1"),
            StringComparison.Ordinal);
        await world.ExecuteAsync("update stored_files set deleted_at = @Due where id = @file", new { DeliveryWorld.Due, file });
        Assert.Equal(3, await ToldAsync(2_500_000_000));

        async Task<int> ToldAsync(long bytes)
        {
            await world.ExecuteAsync("update stored_files set stored_bytes = @bytes where id = @file", new { bytes, file });
            await world.SendAsync(new WatchStoredSize());
            return await world.ScalarAsync<int>("select count(*) from notices where subject = 'Stored files need room'");
        }
    }
}
