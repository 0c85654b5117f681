using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.DeliverSchedule.Reminders;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Integration.Infrastructure.Email;
using NodaTime;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>The application with a real mail server.</summary>
public sealed class MailServerApplication(TestServer server) : IAsyncLifetime
{
    public TestApplication Application { get; } = new(server);

    internal NodeMailServer Mail { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await ((IAsyncLifetime)Application).InitializeAsync();
        Mail = await NodeMailServer.StartAsync();
        Application.Setting("Email:Host", "127.0.0.1")
            .Setting("Email:Port", Mail.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await new DeliveryWorld(Application).AddCustomersAsync(2);
    }

    public async ValueTask DisposeAsync()
    {
        await Application.DisposeAsync();
        await Mail.DisposeAsync();
    }
}

/// <summary>Messages and a real mail server that refuses some of them.</summary>
public sealed class MailServerTests : IClassFixture<MailServerApplication>
{
    private readonly TestApplication application;
    private readonly NodeMailServer server;
    private readonly DeliveryWorld world;

    public MailServerTests(MailServerApplication fixture)
    {
        application = fixture.Application;
        server = fixture.Mail;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task One_refused_address_fails_alone_and_retry_resends_only_it()
    {
        var schedule = await world.AddScheduleAsync(
            DeliveryWorld.Due, ["first@example.org", "unknown@retried.example", "third@example.org"]);

        await world.DeliverEverythingAsync();

        Assert.Equal(["first@example.org", "third@example.org"], [await NextRecipient(), await NextRecipient()]);
        var run = Assert.Single(await world.QueryAsync<RunRow>(
            "select id, state, reason from runs where schedule_id = @ScheduleId", schedule));
        Assert.Equal("partly_delivered", run.State);
        Assert.Contains("1 of 3 messages could not be sent.", run.Reason, StringComparison.Ordinal);
        Assert.Contains("No such mailbox here", (await Message("unknown@retried.example")).ReplyText, StringComparison.Ordinal);

        await world.ExecuteAsync("update messages set recipient = 'found@example.org' where recipient = 'unknown@retried.example'");
        await world.ExecuteAsync(
            "update scheduled_list_recipients set address = 'found@example.org' where address = 'unknown@retried.example'");
        Assert.True(await world.SendAsync(new RetryRun(run.Id, Actor.System)));
        await world.DeliverEverythingAsync();

        Assert.Equal("found@example.org", await NextRecipient());
        Assert.Equal("delivered", await world.ScalarAsync<string>("select state from runs where id = @Id", new { run.Id }));
        Assert.Equal(
            3,
            await world.ScalarAsync<int>(
                "select count(*) from message_attempts a join messages m on m.id = a.message_id where a.reply_code = 250"));
    }

    [Fact]
    public async Task A_server_that_says_later_is_asked_again_with_the_same_link_and_message_id()
    {
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["greylisted@example.org"]);

        await world.DeliverEverythingAsync();
        var before = await Message("greylisted@example.org");
        Assert.Equal(("waiting", 451), (before.State, before.ReplyCode));
        Assert.Equal("running", await world.ScalarAsync<string>("select state from runs where schedule_id = @ScheduleId", schedule));

        await world.DeliverEverythingAsync();
        Assert.Equal(1, (await Message("greylisted@example.org")).Attempt);
        world.SetClock(DeliveryWorld.Due + Duration.FromMinutes(2));
        await world.DeliverEverythingAsync();

        var after = await Message("greylisted@example.org");
        Assert.Equal((2, before.MessageId), (after.Attempt, after.MessageId));
        Assert.Equal(before.TokenHash, after.TokenHash);
    }

    [Fact]
    public async Task Owners_who_are_staff_are_told_of_a_failure_in_one_message_and_partners_never()
    {
        var owner = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        await world.ExecuteAsync("delete from notices; update runs set noticed_at = now()");
        await world.AddScheduleAsync(DeliveryWorld.Due, ["unknown@example.org"], owner: owner.Id);
        await world.AddScheduleAsync(DeliveryWorld.Due, ["spam@example.org"], owner: owner.Id);
        await world.AddScheduleAsync(DeliveryWorld.Due, ["unknown@example.org"], owner: partner.Id);
        await world.DeliverEverythingAsync();

        world.SetClock(DeliveryWorld.Due + Duration.FromMinutes(10));
        await world.SendAsync(new GatherNotices());
        await world.SendAsync(new GatherNotices());

        Assert.Equal([owner.Email!], await world.QueryAsync<string>("select recipient from notices"));
        Assert.Equal(2, await world.ScalarAsync<int>("select jsonb_array_length(items) from notices"));
    }

    private async Task<string> NextRecipient() => (await server.NextAsync()).GetProperty("to")[0].GetString()!;

    private async Task<MessageRow> Message(string recipient) => Assert.Single(await world.QueryAsync<MessageRow>(
        "select state, attempt, message_id, encode(token_hash, 'hex') as token_hash, reply_code, reply_text from messages "
        + "where recipient = @recipient", new
        {
            recipient,
        }));

    private sealed record RunRow
    {
        public long Id { get; init; }
        public string State { get; init; } = "";
        public string Reason { get; init; } = "";
    }

    private sealed record MessageRow
    {
        public string State { get; init; } = "";
        public int Attempt { get; init; }
        public string MessageId { get; init; } = "";
        public string TokenHash { get; init; } = "";
        public int? ReplyCode { get; init; }
        public string ReplyText { get; init; } = "";
    }
}
