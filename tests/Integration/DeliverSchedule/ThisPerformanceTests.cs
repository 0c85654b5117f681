using System.Net;
using CustomerListSchedules.Features.BuildCustomerList.Segments;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Integration.BuildCustomerList;
using FluentValidation;
using NodaTime;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>A workshop leader's list of those who come to the workshop before which it runs.</summary>
public sealed class ThisPerformanceTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    private static readonly Instant Now = Instant.FromUtc(2026, 12, 1, 8, 0);

    private readonly DeliveryWorld world = new(application);
    private readonly string workshop = $"Clay {Guid.NewGuid():N}";

    private HttpClient staff = null!;
    private long first;
    private long second;
    private long other;

    public async ValueTask InitializeAsync()
    {
        application.SetClock(Now);
        staff = await application.SignInAsync(Roles.InsightsAndMailings);
        await world.ExecuteAsync("truncate crm.event_instances, crm.bookings");
        other = await AddAsync($"Other {workshop}", Hours(1), 5);
        first = await AddAsync(workshop, Hours(4), 1);
        second = await AddAsync(workshop, Hours(30), 2);
        await AddAsync($"Late {workshop}", Hours(12), 7);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_run_finds_who_comes_to_the_performance_that_it_is_before_and_run_and_mail_name_it()
    {
        var (schedule, _) = await AddAsync(ThisPerformance.Itself, ["jo@example.org"]);
        application.SetClock(Hours(1));
        await world.ClaimAsync();

        // What is asked was resolved: a move now is another run's.
        await world.ExecuteAsync("update crm.event_instances set starts_at = @to where id = @first", new { to = Hours(50), first });
        await world.DeliverEverythingAsync();
        Assert.Equal(
            (1L, $"{workshop}, Tuesday 1 December 2026, 12:00"),
            await world.ScalarAsync<(long, string)>(
                """
                select d.row_count, d.date_metrics -> 0 ->> 'words' from deliveries d join runs r on r.id = d.run_id
                where r.schedule_id = @schedule
                """,
                new { schedule }));
        var run = await world.ScalarAsync<long>("select id from runs where schedule_id = @schedule", new { schedule });
        Assert.Contains(
            $"Performance: {workshop}, Tue 1 Dec 2026, 12:00", (await staff.PageAsync($"/runs/{run}")).Body!.TextContent,
            StringComparison.Ordinal);
        Assert.Contains(workshop, (await staff.PageAsync("/runs")).Body!.TextContent, StringComparison.Ordinal);
        var mail = Assert.Single(
            MailText.In(Path.Combine(application.DataDirectory, "mail")).Select(MailText.Plain),
            text => text.Contains(workshop, StringComparison.Ordinal));
        Assert.Contains($"Performance: {workshop}, Tue 1 Dec 2026, 12:00", mail, StringComparison.Ordinal);
        Assert.Contains($"This performance: {workshop}, Tuesday 1 December 2026, 12:00", mail, StringComparison.Ordinal);

        application.SetClock(Hours(27));
        await world.DeliverEverythingAsync();
        Assert.Equal(
            [1L, 2L],
            await world.QueryAsync<long>(
                "select d.row_count from deliveries d join runs r on r.id = d.run_id where r.schedule_id = @schedule order by d.id",
                new { schedule }));
    }

    [Fact]
    public async Task The_day_of_this_performance_is_the_venues_and_takes_other_events_on_it()
    {
        var (schedule, _) = await AddAsync(ThisPerformance.ItsDay, ["jo@example.org"]);
        await world.ExecuteAsync("update crm.event_instances set cancelled = true where id = @other", new { other });
        application.SetClock(Hours(1));
        await world.DeliverEverythingAsync();
        Assert.Equal(
            (8L, "Day of this performance", "Tuesday 1 December 2026"),
            await world.ScalarAsync<(long, string, string)>(
                """
                select d.row_count, d.date_metrics -> 0 ->> 'metric', d.date_metrics -> 0 ->> 'words'
                from deliveries d join runs r on r.id = d.run_id where r.schedule_id = @schedule
                """,
                new { schedule }));
    }

    [Fact]
    public async Task By_hand_it_is_the_next_of_the_schedules_and_with_none_to_come_nobody()
    {
        var (schedule, _) = await AddAsync(ThisPerformance.Itself, ["jo@example.org"]);
        application.SetClock(Hours(5));
        await application.SendAsync(new RunNow(schedule, Actor.System));
        await world.DeliverEverythingAsync();
        await world.ExecuteAsync("update crm.event_instances set cancelled = true where id = @second", new { second });
        await application.SendAsync(new RunNow(schedule, Actor.System));
        await world.DeliverEverythingAsync();
        Assert.Equal(
            [(2L, second, $"{workshop}, Wednesday 2 December 2026, 14:00"), (0L, 0L, "none is to come")],
            await world.QueryAsync<(long, long, string)>(
                """
                select d.row_count, coalesce(r.performance_id, 0), d.date_metrics -> 0 ->> 'words'
                from deliveries d join runs r on r.id = d.run_id where r.schedule_id = @schedule and r.kind = 'manual' order by d.id
                """,
                new { schedule }));
    }

    [Fact]
    public async Task The_builder_says_what_it_means_there_and_counts_the_next_performance_of_all()
    {
        var answer = await staff.SubmitAsync("/customer-lists/new", new() { ["Details.Name"] = $"List {workshop}" });
        var url = answer.Headers.Location!.ToString();
        var page = await staff.PressAsync(await staff.PageAsync(url), url, "add:main.0:kind:booking", []);
        Assert.False(page.GetElementById("this-performance")!.HasAttribute("open"));
        page = await staff.PressAsync(page, url, "keep", new() { ["Criterion.ThisPerformance"] = "Itself" });
        page = await staff.PressAsync(page, url, "count", []);
        Assert.Equal("5 customers", page.QuerySelector("#count-title")!.TextContent);
        Assert.Contains("the next of all", page.Body!.TextContent, StringComparison.Ordinal);
        await staff.PressAsync(page, url, "save", [], HttpStatusCode.SeeOther);
        page = await staff.PageAsync(url);
        Assert.Contains("for this performance", page.QuerySelector(".sentence")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "\"thisPerformance\": \"itself\"",
            await world.ScalarAsync<string>(
                "select definition::text from customer_lists where name = @name", new { name = $"List {workshop}" }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schedule_of_another_kind_refuses_it_from_whichever_side_it_would_come()
    {
        var (schedule, list) = await AddAsync(ThisPerformance.Itself, ["jo@example.org"]);

        // The recurrence changes, or goes.
        var refused = await staff.SubmitAsync($"/schedules/{schedule}/basic-details", new() { ["Details.Occurs"] = "daily" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(
            "asks for This performance", (await refused.DocumentAsync()).GetElementById("Details_Occurs-error")!.TextContent,
            StringComparison.Ordinal);
        refused = await staff.SubmitAsync(
            $"/schedules/{schedule}/basic-details", new() { ["Details.RunAsSchedule"] = null, ["Details.RunOnDemand"] = "true" });
        Assert.Contains(
            "asks for This performance", (await refused.DocumentAsync()).GetElementById("Details_RunOnDemand-error")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal(
            "before_performance", await world.ScalarAsync<string>("select occurs from schedules where id = @schedule", new { schedule }));

        // The list is added to a daily one.
        var daily = await world.AddScheduleAsync(null, ["jo@example.org"]);
        var form = $"/schedules/{daily.ScheduleId}/customer-lists/new";
        Dictionary<string, string?> details = new()
        {
            ["Details.Name"] = "Who comes", ["Details.EmailTo"] = "jo@example.org", ["Details.CustomerListId"] = $"{list}",
        };
        var output = await (await staff.SubmitAsync(await staff.PageAsync(form), form, details, "#entry-form")).DocumentAsync();
        refused = await staff.SubmitAsync(output, form, null, "#entry-form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("asks for This performance", (await refused.DocumentAsync()).Body!.TextContent, StringComparison.Ordinal);

        // The daily one's own list begins to ask, itself or in a global segment.
        var url = $"/customer-lists/{daily.CustomerListId}";
        var page = await staff.PressAsync(await staff.PageAsync(url), url, "add:main.0:kind:booking", []);
        page = await staff.PressAsync(page, url, "keep", new() { ["Criterion.ThisPerformance"] = "ItsDay" });
        page = await staff.PressAsync(page, url, "save", [], HttpStatusCode.UnprocessableEntity);
        Assert.Contains("It cannot ask for This performance", page.Body!.TextContent, StringComparison.Ordinal);

        var segment = await world.ScalarAsync<long>(
            """insert into segments (name, definition) values (@workshop, '{"join":"and","criteria":[{"kind":"booking"}]}') returning id""",
            new { workshop });
        await world.ExecuteAsync(
            "update customer_lists set definition = @definition::jsonb where id = @CustomerListId",
            new
            {
                daily.CustomerListId,
                definition = new ListDefinition(Filter.Empty, new Filter([new Area([new GlobalSegment(segment)])])).ToJson(),
            });
        var said = await Assert.ThrowsAsync<ValidationException>(() => application.SendAsync(new SaveSegment(
            segment, workshop, SegmentDefinition.Of(new BookingCriterion { ThisPerformance = ThisPerformance.Itself }), 1, Actor.System)));
        Assert.Contains("It cannot ask for This performance", said.Message, StringComparison.Ordinal);
        Assert.Empty(await world.QueryAsync<long>("select schedule_id from misplaced_this_performance"));
    }

    private static Instant Hours(double hours) => Now + Duration.FromHours(hours);

    // A performance that so many customers booked.
    private Task<long> AddAsync(string name, Instant startsAt, int customers) => world.ScalarAsync<long>(
        """
        with event as (
          insert into crm.events (external_reference, name) values (@name, @name)
          on conflict (external_reference) do update set name = @name returning id
        ), performance as (
          insert into crm.event_instances (external_reference, event_id, starts_at)
          select gen_random_uuid()::text, id, @startsAt from event returning id
        ), people as (
          insert into crm.customers (external_reference, first_name, created_at)
          select gen_random_uuid()::text, 'Ada', now() from generate_series(1, @customers) returning id
        ), booked as (
          insert into crm.bookings (external_reference, customer_id, event_instance_id, booked_at, tickets, amount, status)
          select gen_random_uuid()::text, people.id, performance.id, now(), 1, 10, 'Confirmed' from people, performance
        )
        select id from performance
        """,
        new { name, startsAt, customers });

    private async Task<(long Schedule, long List)> AddAsync(ThisPerformance asked, string[] recipients)
    {
        var definition = new ListDefinition(Filter.Empty, new Filter(
            [new Area([new LocalSegment("Who comes", SegmentDefinition.Of(new BookingCriterion { ThisPerformance = asked }))])])).ToJson();
        var answer = await staff.SubmitAsync("/schedules/new", new()
        {
            ["Details.Name"] = $"Leader {Guid.NewGuid():N}", ["Details.Occurs"] = "before_performance", ["Details.HoursBefore"] = "3",
            ["Details.PerformanceName"] = workshop,
        });
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var schedule = long.Parse(answer.Headers.Location!.OriginalString.Split('/')[2], null);
        await world.ExecuteAsync(
            "update crm.events set name = 'Other' where name in (@a, @b)", new { a = $"Other {workshop}", b = $"Late {workshop}" });
        await application.SendAsync(new Features.CreateSchedule.Performances.WatchProgramme());
        var list = await world.ScalarAsync<long>(
            """
            with list as (
              insert into customer_lists (name, definition, output_columns, sort_by, created_at)
              values (gen_random_uuid()::text, @definition::jsonb, '{name}', '[]', now()) returning id
            ), entry as (
              insert into scheduled_lists (schedule_id, position, name, customer_list_id, file_format, output_columns, sort_by)
              select @schedule, 1, 'Who comes', id, 'csv', '{name}', '[]' from list returning id, customer_list_id
            ), people as (
              insert into scheduled_list_recipients (scheduled_list_id, address, position)
              select entry.id, address, 1 from entry, unnest(@recipients) address
            )
            select customer_list_id from entry
            """,
            new { definition, schedule, recipients });
        return (schedule, list);
    }
}
