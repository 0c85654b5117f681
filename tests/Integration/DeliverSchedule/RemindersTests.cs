using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.DeliverSchedule.Reminders;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using NodaTime;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>A reminder a day before expiry, to those who have not collected.</summary>
public sealed class RemindersTests : IClassFixture<TestApplication>
{
    private static readonly Instant DayBefore = DeliveryWorld.Due + Duration.FromDays(6) + Duration.FromMinutes(1);

    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public RemindersTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task Who_has_not_collected_is_reminded_once_a_day_before_with_a_link_that_works_beside_the_first()
    {
        var (user, schedule) = await Deliver();
        var first = LinksTo(user).Single();
        world.SetClock(DayBefore - Duration.FromMinutes(5));
        await Remind();
        Assert.Single(LinksTo(user));

        world.SetClock(DayBefore);
        await Task.WhenAll(world.SendAsync(new QueueReminders()), world.SendAsync(new QueueReminders()));
        await Remind();
        await Remind();

        var mail = MailsTo(user)[1];
        Assert.Equal(2, MailsTo(user).Count);
        Assert.Contains("Subject: Reminder: Your report from The Old Fire Station", mail, StringComparison.Ordinal);
        Assert.Contains("You have not collected this list yet", MailText.Plain(mail), StringComparison.Ordinal);
        Assert.Contains("Tuesday 8 December 2026", MailText.Plain(mail), StringComparison.Ordinal);
        Assert.Contains("Who is on it: Everyone.", MailText.Plain(mail), StringComparison.Ordinal);
        var links = LinksTo(user);
        Assert.NotEqual(first, links[1]);
        var client = await application.SignInAsAsync(user.Email!);
        foreach (var link in links)
        {
            Assert.NotNull((await client.PageAsync(link)).QuerySelector("a[data-file]"));
        }

        Assert.Equal("delivered", await world.ScalarAsync<string>("select state from runs where schedule_id = @ScheduleId", schedule));
        Assert.True(await world.ScalarAsync<bool>("select bool_and(token_protected is null) from messages where recipient = @Email", user));
    }

    [Theory]
    [InlineData("update scheduled_lists set remind = false where id = @ScheduledListId")]
    [InlineData("delete from scheduled_list_recipients where scheduled_list_id = @ScheduledListId")]
    [InlineData("update scheduled_lists set deleted_at = now() where id = @ScheduledListId")]
    [InlineData("update schedules set deleted_at = now() where id = @ScheduleId")]
    [InlineData("update users set deactivated_at = now() where id = @UserId")]
    [InlineData("update users set email = initcap(email) where id = @UserId")]
    [InlineData("delete from user_roles where user_id = @UserId")]
    [InlineData("insert into downloads (file_id, message_id, user_id, downloaded_at, completed) select d.file_id, m.id, @UserId, now(), "
        + "true from deliveries d join messages m on m.delivery_id = d.id where d.scheduled_list_id = @ScheduledListId")]
    [InlineData("update stored_files set revoked_at = now(), deleted_at = now() where id = (select file_id from deliveries "
        + "where scheduled_list_id = @ScheduledListId)")]
    public async Task Nobody_is_reminded_of_what_is_collected_or_cannot_be(string change)
    {
        var (user, schedule) = await Deliver();
        var parameters = new { schedule.ScheduleId, schedule.ScheduledListId, UserId = user.Id };
        var (later, laterSchedule) = await Deliver();
        await world.ExecuteAsync(change, parameters);
        world.SetClock(DayBefore);

        await world.SendAsync(new QueueReminders());
        // And what changes between the queue and the mail.
        await world.ExecuteAsync(change, new { laterSchedule.ScheduleId, laterSchedule.ScheduledListId, UserId = later.Id });
        while (await world.SendMessagesAsync())
        {
        }

        Assert.Single(LinksTo(user));
        if (!change.Contains("remind", StringComparison.Ordinal))
        {
            Assert.Single(LinksTo(later));
            Assert.Equal(
                "cancelled",
                await world.ScalarAsync<string>("select state from messages where kind = 'reminder' and recipient = @Email", later));
        }
    }

    [Fact]
    public async Task Where_links_last_one_day_the_reminder_comes_twelve_hours_before()
    {
        await world.ExecuteAsync("update venue_settings set link_days = 1");
        var (user, _) = await Deliver();
        await world.ExecuteAsync("update venue_settings set link_days = 7");

        world.SetClock(DeliveryWorld.Due + Duration.FromHours(11.9));
        await Remind();
        Assert.Single(LinksTo(user));
        world.SetClock(DeliveryWorld.Due + Duration.FromHours(12.1));
        await Remind();

        Assert.Equal(2, LinksTo(user).Count);
    }

    [Fact]
    public async Task A_download_that_broke_off_is_reminded_of()
    {
        var (user, schedule) = await Deliver();
        await world.ExecuteAsync(
            "insert into downloads (file_id, user_id, downloaded_at) select file_id, @Id, now() from deliveries "
            + "where scheduled_list_id = @ScheduledListId",
            new { user.Id, schedule.ScheduledListId });
        world.SetClock(DayBefore);

        await Remind();

        Assert.Equal(2, LinksTo(user).Count);
    }

    [Fact]
    public async Task A_link_that_was_resent_within_the_day_is_not_reminded_of_and_a_resent_one_ends_the_reminders_link()
    {
        var (user, schedule) = await Deliver();
        var (reminded, other) = await Deliver();
        world.SetClock(DayBefore - Duration.FromMinutes(3));
        await Resend(schedule);
        world.SetClock(DayBefore);
        await Remind();
        Assert.Equal(2, LinksTo(user).Count); // The first and the resent one.

        Assert.Equal(2, LinksTo(reminded).Count);
        await Resend(other);
        var client = await application.SignInAsAsync(reminded.Email!);
        var links = LinksTo(reminded);
        Assert.Equal(3, links.Count);
        await client.PageAsync(links[0], System.Net.HttpStatusCode.NotFound);
        await client.PageAsync(links[1], System.Net.HttpStatusCode.NotFound);
        Assert.NotNull((await client.PageAsync(links[2])).QuerySelector("a[data-file]"));
    }

    [Fact]
    public async Task A_reminder_that_cannot_be_sent_leaves_its_run_delivered()
    {
        var (user, schedule) = await Deliver();
        world.SetClock(DayBefore);
        await world.SendAsync(new QueueReminders());
        await world.ExecuteAsync("update messages set token_protected = '\\x00' where kind = 'reminder' and recipient = @Email", user);

        while (await world.SendMessagesAsync())
        {
        }

        Assert.Equal(
            "failed", await world.ScalarAsync<string>("select state from messages where kind = 'reminder' and recipient = @Email", user));
        Assert.Equal("delivered", await world.ScalarAsync<string>("select state from runs where schedule_id = @ScheduleId", schedule));
    }

    private async Task Resend(DeliveryWorld.ScheduleIds schedule)
    {
        var (run, message) = (await world.QueryAsync<(long, long)>(
            "select d.run_id, m.id from messages m join deliveries d on d.id = m.delivery_id "
            + "where d.scheduled_list_id = @ScheduledListId and m.kind = 'delivery'", schedule))[0];
        Assert.IsType<ResendResult.Done>(await world.SendAsync(new ResendLink(run, message, Actor.System)));
        while (await world.SendMessagesAsync())
        {
        }
    }

    private async Task Remind()
    {
        await world.SendAsync(new QueueReminders());
        while (await world.SendMessagesAsync())
        {
        }
    }

    private async Task<(User User, DeliveryWorld.ScheduleIds Schedule)> Deliver()
    {
        await world.AddCustomersAsync(1);
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, [user.Email!]);
        await world.ExecuteAsync("update scheduled_lists set remind = true where id = @ScheduledListId", schedule);
        await world.DeliverEverythingAsync();
        return (user, schedule);
    }

    private List<string> MailsTo(User user) =>
    [
        .. new DirectoryInfo(Path.Combine(application.DataDirectory, "mail")).GetFiles("*.eml").OrderBy(file => file.LastWriteTimeUtc)
            .Select(file => File.ReadAllText(file.FullName)).Where(text => text.Contains(
                $"To: {user.Email!}\r\n", StringComparison.OrdinalIgnoreCase)),
    ];

    private List<string> LinksTo(User user) =>
    [
        .. MailsTo(user).Select(MailText.Plain).Select(words =>
        {
            var from = words.IndexOf("/collect/", StringComparison.Ordinal);
            return words[from..(from + "/collect/".Length + 43)];
        }),
    ];
}
