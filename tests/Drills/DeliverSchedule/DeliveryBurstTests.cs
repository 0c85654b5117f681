namespace CustomerListSchedules.Drills.DeliverSchedule;

public sealed class DeliveryBurstTests
{
    [Fact]
    public async Task A_node_killed_in_each_step_of_a_burst_of_200_schedules_loses_none_and_doubles_at_most_one_mail_a_sender_and_kill()
    {
        const int schedules = 200;
        await using var burst = await DeliveryBurst.StartAsync();
        var node = await burst.StartNodeAsync();
        await burst.AddSchedulesAsync(schedules);
        long acceptedBefore = 0;
        foreach (var moment in DeliveryBurst.OneOfEachStep)
        {
            await node.Until(async () => await burst.CountAsync(moment.ReachedSql) >= 1);
            await node.KillAsync();
            acceptedBefore = await burst.CountAsync("select count(*) from messages where state = 'accepted'");
            await node.RestartAsync();
        }

        await node.Until(async () => await burst.CountAsync("select count(*) from runs where state = 'delivered'") == schedules);

        Assert.InRange(acceptedBefore, 40, schedules - 1);
        Assert.Equal(schedules, await burst.CountAsync("select count(*) from runs"));
        Assert.Equal(schedules, await burst.CountAsync("select count(*) from deliveries where state = 'delivered'"));
        var mails = burst.Mails();
        Assert.Equal(schedules, mails.Select(mail => mail.Recipient).Distinct().Count());
        Assert.Equal(schedules, mails.Select(mail => mail.MessageId).Distinct().Count());
        Assert.InRange(mails.Count - schedules, 0, DeliveryBurst.Senders * DeliveryBurst.OneOfEachStep.Count);
        Assert.All(
            mails.GroupBy(mail => mail.Recipient), copies => Assert.Single(copies.Select(copy => (copy.MessageId, copy.Link)).Distinct()));
        Assert.Equal(schedules, mails.Select(mail => mail.Link).Distinct().Count());
    }

    [Fact]
    public async Task Two_nodes_on_one_database_make_200_runs_of_200_schedules_due_together()
    {
        const int schedules = 200;
        await using var burst = await DeliveryBurst.StartAsync();
        var first = await burst.StartNodeAsync();
        await burst.StartNodeAsync();
        await burst.AddSchedulesAsync(schedules);

        await first.Until(async () => await burst.CountAsync("select count(*) from runs where state = 'delivered'") == schedules);

        Assert.Equal(schedules, await burst.CountAsync("select count(distinct schedule_id) from runs"));
        Assert.Equal(schedules, await burst.CountAsync("select count(*) from runs"));
        Assert.Equal(schedules, burst.Mails().Count);
    }
}
