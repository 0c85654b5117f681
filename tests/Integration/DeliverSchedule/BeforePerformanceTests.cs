using System.Net;
using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>A workshop leader's list before each workshop, as the programme changes by the feed's own SQL.</summary>
public sealed class BeforePerformanceTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    private static readonly Instant Now = Instant.FromUtc(2026, 12, 1, 8, 0);

    private readonly DeliveryWorld world = new(application);
    private readonly string workshop = $"Clay {Guid.NewGuid():N}";

    private HttpClient staff = null!;

    public async ValueTask InitializeAsync()
    {
        application.SetClock(Now);
        staff = await application.SignInAsync(Roles.InsightsAndMailings);
        await world.ExecuteAsync("insert into crm.events (external_reference, name) values (@workshop, @workshop)", new { workshop });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Three_hours_before_each_workshop_there_is_one_run_that_names_it()
    {
        var first = await AddAsync(Hours(10));
        var second = await AddAsync(Hours(30));
        var id = await CreateAsync();
        Assert.Equal(Hours(7), await NextAsync(id));

        application.SetClock(Hours(7) - Duration.FromSeconds(2));
        await world.ClaimAsync();
        Assert.Empty(await RunsAsync(id));
        application.SetClock(Hours(7));
        await world.ClaimAsync();
        await world.ClaimAsync();
        Assert.Equal([(first, Hours(7), "waiting")], await RunsAsync(id));
        Assert.Equal(workshop, await world.ScalarAsync<string>("select performance_name from runs where schedule_id = @id", new { id }));
        Assert.Equal(Hours(27), await NextAsync(id));

        application.SetClock(Hours(27));
        await world.ClaimAsync();
        Assert.Equal([(first, Hours(7), "waiting"), (second, Hours(27), "waiting")], await RunsAsync(id));
        Assert.Null(await NextAsync(id));
    }

    [Fact]
    public async Task A_workshop_that_moves_is_cancelled_or_is_added_by_the_feed_is_right_when_the_programme_is_looked_at()
    {
        var moved = await AddAsync(Hours(10));
        var cancelled = await AddAsync(Hours(12));
        var id = await CreateAsync();

        await world.ExecuteAsync("update crm.event_instances set starts_at = @to where id = @moved", new { to = Hours(20), moved });
        await LookAsync();
        Assert.Equal(Hours(9), await NextAsync(id));
        await world.ExecuteAsync("update crm.event_instances set cancelled = true where id = @cancelled", new { cancelled });
        await LookAsync();
        Assert.Equal(Hours(17), await NextAsync(id));

        // Two hours before it begins is too late for three hours before: at once, and once.
        application.SetClock(Hours(1));
        var added = await AddAsync(Hours(3));
        await LookAsync();
        await world.ClaimAsync();
        await LookAsync();
        await world.ClaimAsync();
        Assert.Equal([added], (await RunsAsync(id)).Select(run => run.Performance));

        // One that has begun has none; one that was deleted by the feed neither.
        await AddAsync(Hours(0.5));
        await world.ExecuteAsync("delete from crm.event_instances where id = @moved", new { moved });
        await LookAsync();
        await world.ClaimAsync();
        Assert.Single(await RunsAsync(id));
        Assert.Null(await NextAsync(id));
    }

    [Fact]
    public async Task One_that_moves_after_its_list_went_has_one_more_only_where_the_moment_is_still_ahead()
    {
        var performance = await AddAsync(Hours(4));
        var id = await CreateAsync();
        application.SetClock(Hours(1));
        await world.ClaimAsync();
        Assert.Single(await RunsAsync(id));

        await MoveAsync(performance, Hours(3.5));
        await world.ClaimAsync();
        Assert.Null(await NextAsync(id));
        await MoveAsync(performance, Hours(50));
        Assert.Equal(Hours(47), await NextAsync(id));
        application.SetClock(Hours(47));
        await world.ClaimAsync();
        Assert.Equal([(performance, Hours(1), "waiting"), (performance, Hours(47), "waiting")], await RunsAsync(id));

        // Back where it was: that list went.
        await MoveAsync(performance, Hours(4));
        await world.ClaimAsync();
        Assert.Equal(2, (await RunsAsync(id)).Count);
    }

    [Fact]
    public async Task What_is_cancelled_or_moved_a_moment_before_it_is_due_has_no_run_though_nobody_looked_yet()
    {
        var cancelled = await AddAsync(Hours(10));
        var moved = await AddAsync(Hours(10));
        var stays = await AddAsync(Hours(10));
        var id = await CreateAsync();
        application.SetClock(Hours(7));
        await world.ExecuteAsync("update crm.event_instances set cancelled = true where id = @cancelled", new { cancelled });
        await world.ExecuteAsync("update crm.event_instances set starts_at = @to where id = @moved", new { to = Hours(11), moved });
        await world.ClaimAsync();
        Assert.Equal([(stays, Hours(7), "waiting")], await RunsAsync(id));
        Assert.Equal(Hours(8), await NextAsync(id));
    }

    [Fact]
    public async Task Several_that_start_together_each_have_their_run_once_on_any_number_of_nodes_that_start_anew()
    {
        var performances = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            performances.Add(await AddAsync(Hours(10)));
        }

        var id = await CreateAsync();
        application.SetClock(Hours(7));
        await using var other = OtherNode();
        await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(_ => (Task[])
            [world.ClaimAsync(), LookAsync(), SendAsync(other.Services, new Features.DeliverSchedule.Due.ClaimDueSchedules()),
                SendAsync(other.Services, new WatchProgramme())]));

        // A node that starts has seen nothing yet.
        await using var started = OtherNode();
        await SendAsync(started.Services, new WatchProgramme());
        await SendAsync(started.Services, new Features.DeliverSchedule.Due.ClaimDueSchedules());
        Assert.Equal(performances, (await RunsAsync(id)).Select(run => run.Performance).Order());

        // The database itself refuses a second one, whatever the code did.
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => world.ExecuteAsync(
            """
            insert into runs (schedule_id, kind, before_at, as_of, state, schedule_name, created_at, performance_id, performance_name,
              performance_starts_at)
            select schedule_id, kind, before_at, as_of, state, schedule_name, created_at, performance_id, performance_name,
              performance_starts_at
            from runs where schedule_id = @id limit 1
            """,
            new { id }));
    }

    [Fact]
    public async Task After_down_time_each_that_is_not_over_runs_late_within_the_late_limit_and_the_others_are_one_missed_row()
    {
        var over = await AddAsync(Hours(4));
        var tooLate = await AddAsync(Hours(5));
        await world.ExecuteAsync("update crm.event_instances set ends_at = @to where id = @tooLate", new { to = Hours(60), tooLate });
        var underWay = await AddAsync(Hours(17));
        var toCome = await AddAsync(Hours(19));
        var id = await CreateAsync();
        application.SetClock(Hours(18));
        await LookAsync();
        await world.ClaimAsync();
        Assert.Equal(
            [(tooLate, Hours(2), "missed"), (underWay, Hours(14), "waiting"), (toCome, Hours(16), "waiting")], await RunsAsync(id));
        Assert.Equal(
            (2, Hours(1), Hours(2)),
            await world.ScalarAsync<(int, Instant, Instant)>(
                "select missed_count, first_missed_at, last_missed_at from runs where schedule_id = @id and state = 'missed'", new { id }));
        Assert.Equal(2, await world.ScalarAsync<int>("select count(*)::int from runs where schedule_id = @id and late", new { id }));
        Assert.NotEqual(over, tooLate);
    }

    [Fact]
    public async Task A_performance_without_an_end_lasts_as_long_as_settings_say()
    {
        await AddAsync(Hours(4));
        var id = await CreateAsync();
        var administrator = await application.SignInAsync(Roles.Administrator);
        Assert.Equal(
            HttpStatusCode.SeeOther,
            (await administrator.SubmitAsync("/settings", new() { ["Input.PerformanceHours"] = "5" })).StatusCode);
        application.SetClock(Hours(8.5));
        await LookAsync();
        await world.ClaimAsync();
        Assert.Equal("waiting", Assert.Single(await RunsAsync(id)).State);

        administrator = await application.SignInAsync(Roles.Administrator);
        await administrator.SubmitAsync("/settings", new() { ["Input.PerformanceHours"] = "3" });
        var refused = await administrator.SubmitAsync("/settings", new() { ["Input.PerformanceHours"] = "0" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Fact]
    public async Task What_has_its_moment_behind_it_when_the_schedule_is_made_changed_or_resumed_has_passed()
    {
        await AddAsync(Hours(2));
        var later = await AddAsync(Hours(6));
        var id = await CreateAsync();
        await world.ClaimAsync();
        Assert.Equal(Hours(3), await NextAsync(id));
        await staff.SubmitAsync($"/schedules/{id}/basic-details", new() { ["Details.HoursBefore"] = "5" });
        Assert.Equal(Hours(1), await NextAsync(id));
        await staff.SubmitAsync($"/schedules/{id}/basic-details", new() { ["Details.HoursBefore"] = "7" });
        await LookAsync();
        await world.ClaimAsync();
        Assert.Empty(await RunsAsync(id));

        await staff.SubmitAsync($"/schedules/{id}/basic-details", new() { ["Details.HoursBefore"] = "3" });
        await application.SendAsync(new Features.BrowseSchedules.PauseSchedule(id, Actor.System));
        application.SetClock(Hours(4));
        await LookAsync();
        Assert.Null(await NextAsync(id));
        await application.SendAsync(new Features.BrowseSchedules.ResumeSchedule(id, Actor.System));
        await LookAsync();
        await world.ClaimAsync();
        Assert.Empty(await RunsAsync(id));
        await MoveAsync(later, Hours(12));
        Assert.Equal(Hours(9), await NextAsync(id));
    }

    [Fact]
    public async Task Dates_that_are_left_out_and_the_venues_closures_hold_for_performances_too()
    {
        await AddAsync(Hours(10));
        var next = await AddAsync(Hours(34));
        var id = await CreateAsync(new() { ["Details.SkipsClosures"] = "true" });
        var administrator = await application.SignInAsync(Roles.Administrator);
        await administrator.SubmitAsync("/settings", new() { ["Input.Closures"] = "1/12/2026" });
        Assert.Equal(Hours(31), await NextAsync(id));
        await administrator.SubmitAsync("/settings", new() { ["Input.Closures"] = "" });
        Assert.Equal(Hours(7), await NextAsync(id));
        await staff.SubmitAsync($"/schedules/{id}/basic-details", new() { ["Details.NotOn"] = "1/12/2026" });
        application.SetClock(Hours(31));
        await world.ClaimAsync();
        Assert.Equal([next], (await RunsAsync(id)).Select(run => run.Performance));
    }

    [Fact]
    public async Task Run_now_is_about_the_next_performance_of_the_schedules()
    {
        await AddAsync(Hours(-1));
        var next = await AddAsync(Hours(1));
        await AddAsync(Hours(8));
        var id = await CreateAsync();
        await application.SendAsync(new RunNow(id, Actor.System));
        Assert.Equal(next, await world.ScalarAsync<long>("select performance_id from runs where schedule_id = @id", new { id }));
    }

    [Theory]
    [InlineData("Details.PerformanceName", "clay")]
    [InlineData("Details.PerformanceTags", "tag")]
    public async Task Events_are_chosen_by_name_or_by_tag_as_well_and_those_that_are_added_count(string field, string value)
    {
        var tag = await world.ScalarAsync<long>(
            "insert into crm.event_tags (external_reference, name) values (@workshop, @workshop) returning id", new { workshop });
        var id = await CreateAsync(new()
        {
            ["Details.PerformanceEvents"] = null, [field] = value == "tag" ? $"{tag}" : workshop.ToUpperInvariant(),
        });
        Assert.Null(await NextAsync(id));
        await AddAsync(Hours(10));
        if (value == "tag")
        {
            await world.ExecuteAsync(
                "insert into crm.tagged_events select id, @tag from crm.events where name = @workshop", new { tag, workshop });
        }

        await LookAsync();
        Assert.Equal(Hours(7), await NextAsync(id));
        await world.ExecuteAsync(
            "update crm.events set name = 'Another' where name = @workshop and @value <> 'tag'", new { workshop, value });
        await LookAsync();
        Assert.Equal(value == "tag" ? Hours(7) : null, await NextAsync(id));
    }

    private static Instant Hours(double hours) => Now + Duration.FromHours(hours);

    private Task<long> AddAsync(Instant startsAt) => world.ScalarAsync<long>(
        """
        insert into crm.event_instances (external_reference, event_id, starts_at)
        select gen_random_uuid()::text, id, @startsAt from crm.events where external_reference = @workshop
        returning id
        """,
        new { workshop, startsAt });

    private async Task MoveAsync(long performance, Instant to)
    {
        await world.ExecuteAsync("update crm.event_instances set starts_at = @to where id = @performance", new { to, performance });
        await LookAsync();
    }

    private Task LookAsync() => application.SendAsync(new WatchProgramme());

    private async Task<long> CreateAsync(Dictionary<string, string?>? others = null)
    {
        var fields = new Dictionary<string, string?>
        {
            ["Details.Name"] = $"Leader {Guid.NewGuid():N}", ["Details.Occurs"] = "before_performance", ["Details.HoursBefore"] = "3",
            ["Details.EventFind"] = workshop,
            ["Details.PerformanceEvents"] =
                $"{await world.ScalarAsync<long>("select id from crm.events where external_reference = @workshop", new { workshop })}",
        };
        foreach (var (name, value) in others ?? [])
        {
            fields[name] = value;
        }

        var answer = await staff.SubmitAsync("/schedules/new", fields);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var id = long.Parse(answer.Headers.Location!.OriginalString.Split('/')[2], null);
        await AddListAsync(id);
        return id;
    }

    private Task AddListAsync(long id) => world.ExecuteAsync(
        """
        with list as (
          insert into customer_lists (name, definition, output_columns, sort_by, created_at)
          values (gen_random_uuid()::text, @Everyone::jsonb, '{name}', '[]', now()) returning id
        )
        insert into scheduled_lists (schedule_id, position, name, customer_list_id, file_format, output_columns, sort_by)
        select @id, 1, 'Who comes', id, 'csv', '{name}', '[]' from list
        """,
        new { id, DeliveryWorld.Everyone });

    private async Task<Instant?> NextAsync(long id) =>
        (await world.QueryAsync<Instant>("select next_run_at from schedules where id = @id and next_run_at is not null", new { id }))
        .Cast<Instant?>().SingleOrDefault();

    private async Task<List<(long Performance, Instant At, string State)>> RunsAsync(long id) =>
        [.. await world.QueryAsync<(long, Instant, string)>(
            "select performance_id, before_at, state from runs where schedule_id = @id order by before_at, performance_id", new { id })];

    private WebApplicationFactory<Program> OtherNode() => application.WithWebHostBuilder(_ => { });

    private async Task SendAsync(IServiceProvider node, IRequest<Unit> request)
    {
        application.GiveTimeTo(node);
        await using var scope = node.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, TestContext.Current.CancellationToken);
    }
}
