using CustomerListSchedules.Features.DeliverSchedule.Actions;
using NodaTime;

namespace CustomerListSchedules.Integration.DeliverSchedule;

public sealed class ClaimDueSchedulesTests : IClassFixture<TestApplication>
{
    private readonly DeliveryWorld world;

    public ClaimDueSchedulesTests(TestApplication application)
    {
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task A_due_schedule_gets_one_run_and_is_advanced_to_its_next_occurrence()
    {
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["jo@example.org"]);

        await world.ClaimAsync();
        await world.ClaimAsync();

        var run = Assert.Single(await Runs(schedule));
        Assert.Equal(("waiting", DeliveryWorld.Due, false), (run.State, run.OccurrenceAt, run.Late));
        Assert.Equal(DeliveryWorld.Due + Duration.FromDays(1), await NextRunAt(schedule));
        Assert.Equal(
            1,
            await world.ScalarAsync<int>(
                "select count(*) from deliveries d join runs r on r.id = d.run_id where r.schedule_id = @ScheduleId", schedule));
    }

    [Fact]
    public async Task Nodes_that_claim_at_the_same_moment_make_one_run_of_each_schedule()
    {
        var schedules = new List<DeliveryWorld.ScheduleIds>();
        for (var i = 0; i < 120; i++)
        {
            schedules.Add(await world.AddScheduleAsync(DeliveryWorld.Due, ["jo@example.org"]));
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.ClaimAsync()));

        var ids = schedules.Select(schedule => schedule.ScheduleId).ToArray();
        Assert.Equal(
            120, await world.ScalarAsync<int>("select count(distinct schedule_id) from runs where schedule_id = any(@ids)", new { ids }));
        Assert.Equal(120, await world.ScalarAsync<int>("select count(*) from runs where schedule_id = any(@ids)", new { ids }));
    }

    [Fact]
    public async Task After_down_time_within_the_late_limit_the_latest_occurrence_runs_once_and_says_that_it_is_late()
    {
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due - Duration.FromDays(3) - Duration.FromHours(1), ["jo@example.org"]);
        await world.ExecuteAsync(
            "update schedules set next_run_at = @due where id = @ScheduleId",
            new { due = DeliveryWorld.Due - Duration.FromDays(3), schedule.ScheduleId });
        world.SetClock(DeliveryWorld.Due + Duration.FromHours(11));

        await world.ClaimAsync();

        var runs = await Runs(schedule);
        Assert.Equal(2, runs.Count);
        var missed = Assert.Single(runs, run => run.State == "missed");
        Assert.Equal(
            (3, DeliveryWorld.Due - Duration.FromDays(3), DeliveryWorld.Due - Duration.FromDays(1)),
            (missed.MissedCount!.Value, missed.FirstMissedAt!.Value, missed.LastMissedAt!.Value));
        var late = Assert.Single(runs, run => run.State == "waiting");
        Assert.Equal((DeliveryWorld.Due, true), (late.OccurrenceAt, late.Late));
    }

    [Fact]
    public async Task After_the_late_limit_nothing_runs_and_one_missed_row_counts_them()
    {
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due - Duration.FromDays(1), ["jo@example.org"]);
        world.SetClock(DeliveryWorld.Due + Duration.FromHours(12));

        await world.ClaimAsync();

        var run = Assert.Single(await Runs(schedule));
        Assert.Equal(("missed", 2), (run.State, run.MissedCount!.Value));
        Assert.Equal(DeliveryWorld.Due + Duration.FromDays(1), await NextRunAt(schedule));
    }

    [Fact]
    public async Task A_schedule_that_cannot_be_advanced_is_set_aside_with_its_reason_and_holds_up_nobody()
    {
        var broken = await world.AddScheduleAsync(DeliveryWorld.Due - Duration.FromMinutes(1), ["jo@example.org"]);
        await world.ExecuteAsync("update schedules set time_zone = 'Atlantis/Lost' where id = @ScheduleId", broken);
        var sound = await world.AddScheduleAsync(DeliveryWorld.Due, ["jo@example.org"]);

        await world.ClaimAsync();

        Assert.Empty(await Runs(broken));
        Assert.Single(await Runs(sound));
        Assert.Contains(
            "Atlantis/Lost", await world.ScalarAsync<string>("select set_aside_reason from schedules where id = @ScheduleId", broken),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("paused_at = now()")]
    [InlineData("deleted_at = now()")]
    [InlineData("set_aside_reason = 'Broken'")]
    public async Task A_schedule_that_is_paused_deleted_or_set_aside_does_not_run(string change)
    {
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["jo@example.org"]);
        await world.ExecuteAsync($"update schedules set {change} where id = @ScheduleId", schedule);

        await world.ClaimAsync();

        Assert.Empty(await Runs(schedule));
    }

    [Fact]
    public async Task A_schedule_without_customer_lists_is_skipped_with_its_reason()
    {
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["jo@example.org"]);
        await world.ExecuteAsync("update scheduled_lists set deleted_at = now() where id = @ScheduledListId", schedule);

        await world.ClaimAsync();

        var run = Assert.Single(await Runs(schedule));
        Assert.Equal(("skipped", "The schedule contains no customer lists."), (run.State, run.Reason));
    }

    [Fact]
    public async Task The_last_occurrence_before_run_until_leaves_no_next_one()
    {
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["jo@example.org"]);
        await world.ExecuteAsync("update schedules set run_until = '2026-12-01' where id = @ScheduleId", schedule);

        await world.ClaimAsync();

        Assert.Single(await Runs(schedule));
        Assert.Null(await NextRunAt(schedule));
    }

    [Fact]
    public async Task Running_now_twice_joins_the_run_under_way_and_a_paused_schedule_refuses()
    {
        var schedule = await world.AddScheduleAsync(null, ["jo@example.org"]);
        var actor = CustomerListSchedules.Infrastructure.Audit.Actor.System;

        var first = Assert.IsType<RunNowResult.Done>(await world.SendAsync(new RunNow(schedule.ScheduleId, actor)));
        var second = Assert.IsType<RunNowResult.Done>(await world.SendAsync(new RunNow(schedule.ScheduleId, actor)));
        await world.ExecuteAsync("update schedules set paused_at = now() where id = @ScheduleId", schedule);
        var paused = await world.SendAsync(new RunNow(schedule.ScheduleId, actor));

        Assert.Equal(first.RunId, second.RunId);
        Assert.IsType<RunNowResult.Refused>(paused);
        Assert.Null(await world.SendAsync(new RunNow(long.MaxValue, actor)));
    }

    [Fact]
    public async Task Running_now_again_when_the_file_is_made_starts_another_run()
    {
        var schedule = await world.AddScheduleAsync(null, ["jo@example.org"]);
        var actor = CustomerListSchedules.Infrastructure.Audit.Actor.System;
        var first = Assert.IsType<RunNowResult.Done>(await world.SendAsync(new RunNow(schedule.ScheduleId, actor)));
        await world.ExecuteAsync("update deliveries set state = 'sending' where scheduled_list_id = @ScheduledListId", schedule);

        var second = Assert.IsType<RunNowResult.Done>(await world.SendAsync(new RunNow(schedule.ScheduleId, actor)));
        var third = Assert.IsType<RunNowResult.Done>(await world.SendAsync(new RunNow(schedule.ScheduleId, actor)));

        Assert.NotEqual(first.RunId, second.RunId);
        Assert.Equal(second.RunId, third.RunId);
    }

    private Task<IReadOnlyList<RunRow>> Runs(DeliveryWorld.ScheduleIds schedule) => world.QueryAsync<RunRow>(
        "select state, reason, occurrence_at, late, missed_count, first_missed_at, last_missed_at from runs "
        + "where schedule_id = @ScheduleId order by id", schedule);

    private async Task<Instant?> NextRunAt(DeliveryWorld.ScheduleIds schedule) =>
        Assert.Single(await world.QueryAsync<NextRow>("select next_run_at from schedules where id = @ScheduleId", schedule)).NextRunAt;

    private sealed record NextRow
    {
        public Instant? NextRunAt { get; init; }
    }

    private sealed record RunRow
    {
        public string State { get; init; } = "";
        public string? Reason { get; init; }
        public Instant OccurrenceAt { get; init; }
        public bool Late { get; init; }
        public int? MissedCount { get; init; }
        public Instant? FirstMissedAt { get; init; }
        public Instant? LastMissedAt { get; init; }
    }
}
