using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Features.NotifyStaff;
using CustomerListSchedules.Integration.Infrastructure.Email;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>
/// Messages and a mail server that takes longer than a lease lasts. The lease is short here; with the settings as they come, an answer
/// after 80 seconds is measured by <c>-- slow-mail</c> of tests/Benchmarks.
/// </summary>
public sealed class SlowMailTests : IClassFixture<MailServerApplication>
{
    private readonly TestApplication application;
    private readonly NodeMailServer server;
    private readonly DeliveryWorld world;

    public SlowMailTests(MailServerApplication fixture)
    {
        application = fixture.Application.Setting("Delivery:LeaseSeconds", "3");
        server = fixture.Mail;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task A_slow_answer_makes_no_second_mail_however_many_senders_look_for_work()
    {
        await WaitingAsync("late-8000@example.org");

        var sending = world.SendMessagesAsync();
        await Patience.UntilAsync(async () => await StateAsync("messages") == ("sending", 1));
        await LookForWorkWhileAsync(sending, world.SendMessagesAsync);

        Assert.Equal(("accepted", 1), await StateAsync("messages"));
        await Arrived("late-8000@example.org");
    }

    [Fact]
    public async Task A_slow_answer_makes_no_second_notice()
    {
        await world.ExecuteAsync(
            """
            delete from notices;
            insert into notices (recipient, subject, items, message_id, state, next_attempt_at, created_at)
            values ('late-7000@example.org', 'Alarm', '[]', 'notice@lists.example', 'waiting', '2026-01-01', '2026-01-01')
            """);

        var sending = world.SendAsync(new SendNotices());
        await Patience.UntilAsync(async () => await StateAsync("notices") == ("sending", 1));
        await LookForWorkWhileAsync(sending, async () =>
        {
            await world.SendAsync(new SendNotices());
            return false;
        });

        Assert.Equal(("accepted", 1), await StateAsync("notices"));
        await Arrived("late-7000@example.org");
    }

    [Fact]
    public async Task A_stop_before_the_message_was_sent_gives_it_back()
    {
        await WaitingAsync("slow@example.org");
        using var stopping = new CancellationTokenSource();
        var sending = SendMessagesAsync(stopping.Token);
        await Patience.UntilAsync(async () => await StateAsync("messages") == ("sending", 1));

        await stopping.CancelAsync();
        await sending;

        Assert.Equal(("waiting", 1), await StateAsync("messages"));
        Assert.Equal(0, await world.ScalarAsync<int>("select count(*) from message_attempts"));
    }

    [Fact]
    public async Task A_sender_whose_message_another_has_taken_over_leaves_it_alone()
    {
        await WaitingAsync("slow@example.org");
        var sending = world.SendMessagesAsync();
        await Patience.UntilAsync(async () => await StateAsync("messages") == ("sending", 1));

        await world.ExecuteAsync("update messages set attempt = 2, lease_until = clock_timestamp() + interval '1 hour'");
        await sending;

        Assert.Equal(("sending", 2), await StateAsync("messages"));
        Assert.Equal(0, await world.ScalarAsync<int>("select count(*) from message_attempts"));
    }

    [Fact]
    public async Task A_message_has_its_ID_from_the_address_where_people_reach_the_application()
    {
        await WaitingAsync("somebody@example.org");

        Assert.EndsWith("@localhost", await world.ScalarAsync<string>("select message_id from messages"), StringComparison.Ordinal);
    }

    private async Task WaitingAsync(string recipient)
    {
        await world.ExecuteAsync("delete from messages; delete from message_attempts");
        await world.AddScheduleAsync(DeliveryWorld.Due, [recipient]);
        await world.ClaimAsync();
        while (await world.MakeAsync())
        {
        }
    }

    private static async Task LookForWorkWhileAsync<T>(Task<T> sending, Func<Task<bool>> look)
    {
        while (!sending.IsCompleted)
        {
            Assert.False(await look());
            await Task.WhenAny(sending, Task.Delay(200, TestContext.Current.CancellationToken));
        }

        await sending;
    }

    private async Task SendMessagesAsync(CancellationToken stopping)
    {
        await using var scope = application.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new SendMessages(), stopping);
    }

    private async Task<(string State, int Attempt)> StateAsync(string table)
    {
        var row = Assert.Single(await world.QueryAsync<Row>($"select state, attempt from {table}"));
        return (row.State, row.Attempt);
    }

    /// <summary>That one message arrived, and no other before one that is sent now.</summary>
    private async Task Arrived(string recipient)
    {
        Assert.Equal(recipient, (await server.NextAsync()).GetProperty("to")[0].GetString());
        await TestMail.Mailer(TestMail.Options(server.Port)).SendOneAsync(TestMail.Mail with { To = "afterwards@example.org" });
        Assert.Equal("afterwards@example.org", (await server.NextAsync()).GetProperty("to")[0].GetString());
    }

    private sealed record Row
    {
        public string State { get; init; } = "";
        public int Attempt { get; init; }
    }
}
