using System.Net;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Integration.DeliverSchedule;

namespace CustomerListSchedules.Integration.SendByHand;

/// <summary>Whatever mails people at once asks first: how many, who, how many customers now, and the first rows.</summary>
public sealed class SendQuestionTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public SendQuestionTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task Run_now_names_people_customers_and_first_rows_and_leaves_a_gathered_trace()
    {
        var schedule = await GivenAsync(7, "one@example.org", "two@example.org");
        var (staff, user) = await StaffAsync();

        var page = await staff.PageAsync($"/send/run-now/{schedule.ScheduleId}");

        Assert.Equal("Send to 2 people", page.QuerySelector("#send-button")!.TextContent.Trim());
        Assert.Contains("one@example.org, two@example.org", page.QuerySelector(".addresses")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("2 of them cannot collect", page.QuerySelector(".why")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("7 customers now", Squeeze(page.QuerySelector(".send-part")!.TextContent), StringComparison.Ordinal);
        Assert.Equal(["Name", "Email"], page.QuerySelectorAll(".send-part th").Select(header => header.TextContent));
        Assert.Equal(5, page.QuerySelectorAll(".send-part tbody tr").Length);
        Assert.Equal("First1 Last1", page.QuerySelector(".send-part tbody td")!.TextContent);

        await staff.PageAsync($"/send/run-now/{schedule.ScheduleId}");
        Assert.Equal(
            1,
            await world.ScalarAsync<long>(
                "select count(*) from audit where action = 'customer_list.previewed' and subject_id = @list and user_id = @Id",
                new { list = $"{schedule.CustomerListId}", user.Id }));
    }

    [Fact]
    public async Task Nothing_is_sent_until_the_button_is_pressed_and_Cancel_leads_back()
    {
        var schedule = await GivenAsync(1, "one@example.org");
        var (staff, _) = await StaffAsync();
        var page = await staff.PageAsync($"/send/run-now/{schedule.ScheduleId}");

        using var cancelled = await staff.SubmitAsync(page, "", form: "#send-cancel");
        Assert.Equal($"/schedules/{schedule.ScheduleId}", cancelled.Headers.Location!.OriginalString);
        Assert.Equal(0, await RunsAsync(schedule));

        using var sent = await staff.SubmitAsync(page, "", form: ".send-form");
        Assert.StartsWith("/runs/", sent.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(1, await RunsAsync(schedule));
    }

    [Fact]
    public async Task The_same_question_answered_twice_is_one_run_also_when_the_first_has_long_ended()
    {
        var schedule = await GivenAsync(1, "one@example.org");
        var (staff, _) = await StaffAsync();
        var page = await staff.PageAsync($"/send/run-now/{schedule.ScheduleId}");

        using var first = await staff.SubmitAsync(page, "", form: ".send-form");
        await world.DeliverEverythingAsync();
        using var second = await staff.SubmitAsync(page, "", form: ".send-form");

        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(1, await RunsAsync(schedule));
        using var anew = await staff.SubmitAsync($"/send/run-now/{schedule.ScheduleId}", form: ".send-form");
        Assert.Equal(2, await RunsAsync(schedule));
    }

    [Fact]
    public async Task An_answer_to_a_question_that_nobody_was_asked_sends_nothing_and_leads_to_the_question()
    {
        var schedule = await GivenAsync(1, "one@example.org");
        var other = await world.AddScheduleAsync(null, ["two@example.org"]);
        var (staff, _) = await StaffAsync();
        var (colleague, _) = await StaffAsync();
        var url = $"/send/run-now/{schedule.ScheduleId}";
        var page = await staff.PageAsync(url);
        string?[] marks =
        [
            null, "", "a mark", Guid.NewGuid().ToString(), Mark(await staff.PageAsync($"/send/run-now/{other.ScheduleId}")),
            Mark(await colleague.PageAsync(url)),
        ];

        foreach (var mark in marks)
        {
            using var asked = await staff.SubmitAsync(page, "", new() { ["asked"] = mark }, ".send-form");
            Assert.Equal(HttpStatusCode.SeeOther, asked.StatusCode);
            Assert.Equal(url, asked.Headers.Location!.OriginalString);
        }

        Assert.Equal(0, await RunsAsync(schedule) + await RunsAsync(other));
        foreach (var gone in new[]
        {
            $"/schedules/{schedule.ScheduleId}?handler=RunNow",
            $"/schedules/{schedule.ScheduleId}/customer-lists/{schedule.ScheduledListId}/first-rows?handler=Test",
        })
        {
            page.QuerySelector(".send-form")!.SetAttribute("action", gone);
            Assert.Equal(HttpStatusCode.NotFound, (await staff.SubmitAsync(page, "", form: ".send-form")).StatusCode);
        }

        static string? Mark(AngleSharp.Html.Dom.IHtmlDocument page) => page.QuerySelector("[name=asked]")!.GetAttribute("value");
    }

    [Fact]
    public async Task A_test_names_whoever_asks_the_customers_and_the_first_rows_and_says_what_keeps_from_collecting()
    {
        var schedule = await GivenAsync(3, "never@example.org");
        var (staff, user) = await StaffAsync();
        var url = $"/send/test/{schedule.ScheduleId}/{schedule.ScheduledListId}";

        var page = await staff.PageAsync(url);

        Assert.Equal("Send to me alone", page.QuerySelector("#send-button")!.TextContent.Trim());
        Assert.Equal($"1 person: {user.Email}", Squeeze(page.QuerySelector(".addresses")!.TextContent));
        Assert.Contains("cannot collect", page.QuerySelector(".why")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("3 customers now", Squeeze(page.QuerySelector(".send-part")!.TextContent), StringComparison.Ordinal);
        using var cancelled = await staff.SubmitAsync(page, "", form: "#send-cancel");
        Assert.Equal(
            $"/schedules/{schedule.ScheduleId}/customer-lists/{schedule.ScheduledListId}/first-rows",
            cancelled.Headers.Location!.OriginalString);
        Assert.Equal(0, await RunsAsync(schedule));

        using var sent = await staff.SubmitAsync(page, "", form: ".send-form");
        using var twice = await staff.SubmitAsync(page, "", form: ".send-form");
        Assert.StartsWith("/runs/", sent.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(sent.Headers.Location, twice.Headers.Location);
        Assert.Equal(
            ["test"], await world.QueryAsync<string>("select kind from runs where schedule_id = @ScheduleId", schedule));
    }

    [Fact]
    public async Task A_schedule_that_names_nobody_makes_files_and_says_so()
    {
        var schedule = await GivenAsync(1);
        var (staff, _) = await StaffAsync();
        var page = await staff.PageAsync($"/send/run-now/{schedule.ScheduleId}");
        Assert.Equal("Make the files", page.QuerySelector("#send-button")!.TextContent.Trim());
        Assert.Contains("nobody gets a link", page.QuerySelector("#send")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_names_only_those_whom_it_reaches_and_keeps_the_file()
    {
        var (schedule, run) = await DeliveredAsync(3, "got@example.org", "not@example.org");
        await world.ExecuteAsync(
            """
            update runs set state = 'partly_delivered' where id = @run;
            update deliveries set state = 'partly_delivered' where run_id = @run;
            update messages set state = 'failed', token_protected = '\x00' where recipient = 'not@example.org';
            """,
            new { run });
        await world.AddCustomersAsync(2);
        var (staff, _) = await StaffAsync();

        var page = await staff.PageAsync($"/send/retry/{run}");

        Assert.Equal("Send to 1 person", page.QuerySelector("#send-button")!.TextContent.Trim());
        Assert.Equal("1 person: not@example.org", Squeeze(page.QuerySelector(".addresses")!.TextContent));
        Assert.Contains("holds 3 customers", Squeeze(page.QuerySelector(".send-part")!.TextContent), StringComparison.Ordinal);
        Assert.Contains("5 customers now", Squeeze(page.QuerySelector(".send-part")!.TextContent), StringComparison.Ordinal);
        using var sent = await staff.SubmitAsync(page, "", form: ".send-form");
        Assert.Equal($"/runs/{run}", sent.Headers.Location!.OriginalString);
        await staff.PageAsync($"/send/run-now/{schedule.ScheduleId}");
    }

    [Fact]
    public async Task A_link_is_sent_again_once_however_often_the_button_is_pressed()
    {
        var (_, run) = await DeliveredAsync(3, "again@example.org");
        var message = await world.ScalarAsync<long>("select max(id) from messages where recipient = 'again@example.org'");
        var (staff, _) = await StaffAsync();
        var page = await staff.PageAsync($"/send/resend/{run}/{message}?returnUrl=/runs/{run}");
        Assert.Equal("Send to 1 person", page.QuerySelector("#send-button")!.TextContent.Trim());
        Assert.Contains("again@example.org", page.QuerySelector("#send")!.TextContent, StringComparison.Ordinal);

        using var first = await staff.SubmitAsync(page, "", form: ".send-form");
        await world.DeliverEverythingAsync();
        using var second = await staff.SubmitAsync(page, "", form: ".send-form");
        await world.DeliverEverythingAsync();

        Assert.Equal(HttpStatusCode.SeeOther, second.StatusCode);
        Assert.Equal(
            1,
            await world.ScalarAsync<long>(
                "select count(*) from audit where action = 'run.link_resent' and subject_id = @id", new { id = $"{run}" }));
    }

    [Fact]
    public async Task A_list_that_cannot_be_counted_says_why_and_can_be_run_all_the_same()
    {
        var schedule = await GivenAsync(1, "one@example.org");
        await world.ExecuteAsync(
            "update customer_lists set definition = jsonb_set(definition, '{mainFilter,areas}', "
            + """'[{"segments":[{"kind":"global","segmentId":999999}]}]') where id = @CustomerListId""",
            schedule);
        var (staff, _) = await StaffAsync();

        var page = await staff.PageAsync($"/send/run-now/{schedule.ScheduleId}");

        Assert.NotEmpty(page.QuerySelector(".send-part .why")!.TextContent.Trim());
        Assert.Equal("Send to 1 person", page.QuerySelector("#send-button")!.TextContent.Trim());
    }

    [Fact]
    public async Task A_slow_count_is_asked_for_again_and_given_up_by_Cancel()
    {
        var schedule = await GivenAsync(1, "one@example.org");
        var (staff, user) = await StaffAsync();
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var locking = connection.CreateCommand())
        {
            locking.CommandText = "lock table crm.customers in access exclusive mode";
            await locking.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        using var asking = new HttpRequestMessage(HttpMethod.Get, $"/send/run-now/{schedule.ScheduleId}?dialog=true");
        asking.Headers.Add("HX-Request", "true");
        using var answer = await staff.SendAsync(asking, TestContext.Current.CancellationToken);
        var page = await answer.DocumentAsync();
        Assert.Contains("Counting…", page.QuerySelector(".send-part")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("every 1s", page.QuerySelector("#send")!.GetAttribute("hx-trigger"));
        Assert.Equal("Send to 1 person", page.QuerySelector("#send-button")!.TextContent.Trim());
        Assert.Equal("running", await StateAsync(user));

        using var cancelled = await staff.SubmitAsync(page, "", form: "#send-cancel");
        Assert.Equal("abandoned", await StateAsync(user));
    }

    [Theory]
    [InlineData("/send/run-now/999999")]
    [InlineData("/send/run-now/1/2")]
    [InlineData("/send/retry/999999")]
    [InlineData("/send/resend/1/999999")]
    [InlineData("/send/mailing/999999")]
    [InlineData("/send/retry-mailing/999999")]
    [InlineData("/send/email-test/1/999999")]
    [InlineData("/send/test/1/999999")]
    [InlineData("/send/anything/1")]
    public async Task What_is_not_there_answers_404(string path) =>
        await (await application.SignInAsync(Roles.Administrator)).PageAsync(path, HttpStatusCode.NotFound);

    [Fact]
    public async Task What_cannot_be_run_now_or_tried_again_is_not_asked()
    {
        var (schedule, run) = await DeliveredAsync(1, "one@example.org");
        var (staff, _) = await StaffAsync();
        await staff.PageAsync($"/send/retry/{run}", HttpStatusCode.NotFound);
        await world.ExecuteAsync("update schedules set paused_at = now() where id = @ScheduleId", schedule);
        await staff.PageAsync($"/send/run-now/{schedule.ScheduleId}", HttpStatusCode.NotFound);
    }

    private async Task<DeliveryWorld.ScheduleIds> GivenAsync(int customers, params string[] people)
    {
        await world.ExecuteAsync("truncate crm.customers cascade");
        await world.AddCustomersAsync(customers);
        return await world.AddScheduleAsync(null, people);
    }

    private async Task<(DeliveryWorld.ScheduleIds Schedule, long Run)> DeliveredAsync(int customers, params string[] people)
    {
        var schedule = await GivenAsync(customers, people);
        await world.SendAsync(new RunNow(schedule.ScheduleId, Actor.System));
        await world.DeliverEverythingAsync();
        return (schedule, await world.ScalarAsync<long>("select max(id) from runs where schedule_id = @ScheduleId", schedule));
    }

    private async Task<(HttpClient Client, User User)> StaffAsync()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        return (await application.SignInAsAsync(user.Email!), user);
    }

    private Task<long> RunsAsync(DeliveryWorld.ScheduleIds schedule) =>
        world.ScalarAsync<long>("select count(*) from runs where schedule_id = @ScheduleId", schedule);

    private Task<string> StateAsync(User user) =>
        world.ScalarAsync<string>("select state from list_counts where user_id = @Id order by started_at desc limit 1", user);

    private static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
