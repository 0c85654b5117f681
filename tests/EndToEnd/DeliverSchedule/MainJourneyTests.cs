using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using NodaTime;

namespace CustomerListSchedules.EndToEnd.DeliverSchedule;

/// <summary>The main job: a member of staff schedules a list, it is due, a partner collects it.</summary>
[Collection(Lane.Links)]
public sealed class MainJourneyTests(BrowserFixture browser, SampleApplication sample, PreparedSample prepared)
{
    [Fact]
    public async Task The_sample_delivery_reaches_its_recipient_within_a_minute_of_the_first_page()
    {
        await using var partner = await browser.VisitAsync(sample.Process);

        await new SandboxMailPage(partner).FollowLinkAsync(SampleSignIns.WorkshopLeader.Email, "Today's workshop attendees");
        await new SignInPage(partner).SignInAsync(SampleSignIns.WorkshopLeader.Email, SampleSignIns.WorkshopLeader.Password);
        var collect = new CollectPage(partner);
        var lines = await collect.DownloadAsync();

        Assert.Equal("Today's workshop attendees", await collect.HeadingAsync());
        Assert.InRange(lines.Length - 1, 1, int.MaxValue);
        var (customers, bookings) = await collect.CountsAsync();
        Assert.Equal(bookings, lines.Length - 1);
        Assert.InRange(customers, 1, lines.Length - 1);
        await partner.ShouldBeAccessibleAsync();
    }

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 390)]
    public async Task A_schedule_made_in_the_wizard_runs_when_it_is_due_and_its_recipient_collects_the_file(bool scripts, int width)
    {
        const string list = "Who comes today";
        var data = Path.Combine(Path.GetTempPath(), $"cls-journey-{Guid.NewGuid():N}");
        try
        {
            await prepared.CopyToAsync(data);
            await using (var application = await ApplicationProcess.StartAsync(data))
            {
                await using var staff = await browser.VisitAsync(application, scripts, width);
                await staff.GoToAsync("/sign-in");
                await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
                var wizard = new ScheduleWizard(staff);
                await wizard.FillBasicDetailsAsync("Morning list", "For the workshop leaders.");
                if (scripts)
                {
                    await application.Until(async () => (await wizard.PreviewAsync()).Sentence.StartsWith(
                        "Every day at 08:00, Europe/London", StringComparison.Ordinal));
                    Assert.Equal(12, (await wizard.PreviewAsync()).Occurrences);
                }

                await staff.ShouldFitAsync();
                await wizard.NextAsync();
                await wizard.AddCustomerListAsync(list, SampleSignIns.WorkshopLeader.Email, "Today's workshop attendees");
                await staff.ShouldFitAsync();
            }

            await using (var application = await ApplicationProcess.StartAsync(data, $"--Clock:Shift={UntilTomorrowMorning()}"))
            {
                await using var partner = await browser.VisitAsync(application, scripts, width);
                await new SandboxMailPage(partner).FollowLinkAsync(SampleSignIns.WorkshopLeader.Email, list);
                await new SignInPage(partner).SignInAsync(SampleSignIns.WorkshopLeader.Email, SampleSignIns.WorkshopLeader.Password);
                var collect = new CollectPage(partner);
                var lines = await collect.DownloadAsync();

                Assert.Equal(list, await collect.HeadingAsync());
                Assert.InRange(lines.Length - 1, 1, int.MaxValue);
                Assert.Equal((await collect.CountsAsync()).Bookings, lines.Length - 1);
                await partner.ShouldFitAsync();
            }
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>Moves the clock to five seconds before 08:00 tomorrow in London.</summary>
    private static TimeSpan UntilTomorrowMorning()
    {
        var london = DateTimeZoneProviders.Tzdb["Europe/London"];
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        var due = now.InZone(london).Date.PlusDays(1).At(new LocalTime(7, 59, 55)).InZoneLeniently(london).ToInstant();
        return (due - now).ToTimeSpan();
    }
}
