using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>A list made from data that is older than expected says so wherever it is read.</summary>
public sealed class OldDataTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public OldDataTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Theory]
    [InlineData(
        24, 100,
        "The customer data is older than expected: it was last brought up to date Friday 27 November 2026, 04:00 (Europe/London), and is "
        + "expected every 24 hours.")]
    [InlineData(200, 100, null)]
    [InlineData(null, 100, null)]
    [InlineData(24, null, "The customer data is expected every 24 hours, but no load of it was ever recorded.")]
    public async Task Runs_and_mails_on_data_older_than_expected_say_so(int? expected, int? hoursOld, string? words)
    {
        await world.ExecuteAsync("update venue_settings set data_expected_hours = @expected; delete from crm.data_loads", new { expected });
        await world.ExecuteAsync(
            "insert into crm.data_loads (source, as_of, loaded_at) select 'Feed', at, at "
            + "from (select @due - make_interval(hours => @hoursOld) as at) feed where @hoursOld is not null",
            new { due = DeliveryWorld.Due, hoursOld });
        await world.AddCustomersAsync(1);
        var recipient = $"reader{expected}-{hoursOld}@example.org";
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, [recipient]);
        await world.DeliverEverythingAsync();

        var mail = Assert.Single(
            MailText.In(Path.Combine(application.DataDirectory, "mail")), mail => mail.Contains(recipient, StringComparison.Ordinal));
        var run = await world.ScalarAsync<long>("select id from runs where schedule_id = @ScheduleId", schedule);
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var page = (await staff.PageAsync($"/runs/{run}")).Body!.TextContent;
        if (words is null)
        {
            Assert.DoesNotContain("customer data", MailText.Plain(mail), StringComparison.Ordinal);
            Assert.DoesNotContain("The customer data is", page, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains($"Please note: {words}", MailText.Plain(mail), StringComparison.Ordinal);
            Assert.Contains(words, page, StringComparison.Ordinal);
        }
    }
}
