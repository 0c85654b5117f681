using System.Net;
using CustomerListSchedules.Features.CreateSchedule;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Features.Shared;
using Dapper;
using NodaTime;

namespace CustomerListSchedules.Integration.CreateSchedule;

public sealed class BasicDetailsTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    // A Saturday in winter, 10:30 in London.
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 21, 10, 30);

    private HttpClient staff = null!;

    public async ValueTask InitializeAsync()
    {
        application.SetClock(Now);
        staff = await application.SignInAsync(Roles.InsightsAndMailings);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_new_schedule_starts_today_in_the_venues_time_zone()
    {
        var page = await staff.PageAsync("/schedules/new");
        Assert.Equal("2026-11-21", page.QuerySelector("#Details_RunFrom")!.GetAttribute("value"));
        Assert.Equal("Time zone: Europe/London", page.QuerySelector("#time-zone summary")!.TextContent);
        Assert.NotNull(page.QuerySelector("#Details_RunAsSchedule[checked]"));
        Assert.NotNull(page.QuerySelector("#Details_Name[autofocus]"));
        Assert.Equal(
            ["Daily", "Monthly (specific day)", "Weekly", "Monthly", "Before each performance"],
            page.QuerySelectorAll("#Details_Occurs option").Select(option => option.TextContent));
        Assert.Equal(
            ["Deliver Customer List", "Send Integrated Email"],
            page.QuerySelectorAll("#Details_Action option").Select(option => option.TextContent));
    }

    [Fact]
    public async Task A_page_that_nobody_touched_shows_no_error()
    {
        var page = await staff.PageAsync("/schedules/new");
        Assert.Equal("Every day before 08:00, Europe/London, from 21 November 2026.", page.GetElementById("sentence")!.TextContent);
        Assert.DoesNotContain(page.QuerySelectorAll(".field-error"), error => error.TextContent.Trim().Length > 0);

        var (id, _) = await CreateAsync(new()
        {
            ["Details.Name"] = "On demand alone", ["Details.RunOnDemand"] = "true", ["Details.RunAsSchedule"] = null,
        });
        var edit = await staff.PageAsync($"/schedules/{id}/basic-details");
        Assert.Equal("Tick Run as schedule for it to run by itself.", edit.GetElementById("sentence")!.TextContent);
        Assert.Null(edit.QuerySelector("#Details_RunAsSchedule[checked], #Details_Name[autofocus]"));
        Assert.DoesNotContain(edit.QuerySelectorAll(".field-error"), error => error.TextContent.Trim().Length > 0);
    }

    [Fact]
    public async Task Next_saves_and_goes_on_to_the_customer_lists()
    {
        var (id, answer) = await CreateAsync(new()
        {
            ["Details.Name"] = "  Stewards  ", ["Details.Description"] = "Who is on tonight", ["Details.RunAsSchedule"] = "true",
            ["Details.Occurs"] = "weekly",
            ["Details.Weeks"] = "2", ["Details.Weekdays"] = "1", ["Details.DailyFrequency"] = "once_at", ["Details.AtHour"] = "9",
        });
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);

        var stored = await StoredAsync(id);
        Assert.Equal("Stewards", stored.Name);
        Assert.Equal("Every 2 weeks on Monday at 09:00, Europe/London, from 21 November 2026", stored.Recurrence.ToRecurrence().Describe());
        Assert.Equal(Instant.FromUtc(2026, 11, 30, 9, 0), stored.NextRunAt);
        Assert.Equal(
            1L,
            await ScalarAsync<long>("select count(*) from audit where action = 'schedule.created' and subject_id = @id::text", new { id }));
    }

    [Fact]
    public async Task Fields_that_the_choices_do_not_use_are_ignored()
    {
        var (id, _) = await CreateAsync(new()
        {
            ["Details.Name"] = "Promoters", ["Details.RunOnDemand"] = "true", ["Details.RunAsSchedule"] = null, ["Details.RunFrom"] = "",
            ["Details.RunUntil"] = "1999-01-01",
            ["Details.TimeZone"] = "",
        });
        var stored = await StoredAsync(id);
        Assert.Equal(new RecurrenceRow(), stored.Recurrence);
        Assert.Null(stored.NextRunAt);

        var (daily, _) = await CreateAsync(new()
        {
            ["Details.Name"] = "Daily", ["Details.RunAsSchedule"] = "true", ["Details.Occurs"] = "daily",
            ["Details.DailyFrequency"] = "once_at",
            ["Details.StartHour"] = "10", ["Details.EndHour"] = "9", ["Details.SpecificDay"] = "31",
        });
        var recurrence = (await StoredAsync(daily)).Recurrence;
        Assert.Equal((null, null, null, null), (recurrence.StartHour, recurrence.EndHour, recurrence.DayOfMonth, recurrence.Weekdays));
    }

    [Fact]
    public async Task Junk_in_fields_that_the_choices_do_not_use_is_ignored()
    {
        string[] recurrence =
        [
            "Days", "SpecificDay", "SpecificDayMonths", "Weekdays", "Weeks", "Week", "Weekday", "Months", "EveryHours", "StartHour",
            "EndHour", "AtHour",
        ];
        var junk = recurrence.ToDictionary(field => $"Details.{field}", _ => (string?)"1e999 <junk>");
        var (onDemand, answer) = await CreateAsync(new(junk)
        {
            ["Details.Name"] = "On demand alone", ["Details.RunOnDemand"] = "true", ["Details.RunAsSchedule"] = "false",
            ["Details.RunFrom"] = "never", ["Details.RunUntil"] = "32/13", ["Details.Occurs"] = "hourly",
            ["Details.DailyFrequency"] = "sometimes",
            ["Details.TimeZone"] = "Mars/Olympus",
        });
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(new RecurrenceRow(), (await StoredAsync(onDemand)).Recurrence);

        var (weekly, saved) = await CreateAsync(new(junk)
        {
            ["Details.Name"] = "Weekly", ["Details.RunAsSchedule"] = "true", ["Details.Occurs"] = "weekly", ["Details.Weeks"] = "2",
            ["Details.Weekdays"] = "1",
            ["Details.DailyFrequency"] = "once_at", ["Details.AtHour"] = "9",
        });
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Equal(
            "Every 2 weeks on Monday at 09:00, Europe/London, from 21 November 2026",
            (await StoredAsync(weekly)).Recurrence.ToRecurrence().Describe());

        // What the choices do use is still refused.
        using var refused = await staff.SubmitAsync(
            "/schedules/new",
            new(junk)
            {
                ["Details.Name"] = "Daily",
                ["Details.RunAsSchedule"] = "true",
                ["Details.Occurs"] = "daily",
                ["Details.DailyFrequency"] = "before_8",
            });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var page = await refused.DocumentAsync();
        Assert.NotEmpty(page.QuerySelector("#Details_Days-error")!.TextContent);
        Assert.Empty(page.QuerySelectorAll("#Details_Weeks-error"));
    }

    [Theory]
    [InlineData("Details.Name", "", "Details_Name-error", "Enter a name.")]
    [InlineData("Details.Action", "send_a_letter", "Details_Action-error", "Choose an action.")]
    [InlineData("Details.RunAsSchedule", "false", "Details_RunOnDemand-error", "Choose Run on demand, Run as schedule, or both.")]
    [InlineData("Details.RunFrom", "soon", "Details_RunFrom-error", "Enter a date.")]
    [InlineData("Details.RunUntil", "2026-11-20", "Details_RunUntil-error", "Run until is before Run from.")]
    [InlineData("Details.Occurs", "weekly", "Details_Weekdays-error", "Recurs every: pick at least one day of the week.")]
    [InlineData("Details.Days", "32", "Details_Days-error", "Recurs every: pick from 1 to 31 days.")]
    [InlineData("Details.TimeZone", "Europe/Atlantis", "Details_TimeZone-error", "No time zone is called Europe/Atlantis.")]
    public async Task What_is_wrong_is_said_beside_its_field_and_nothing_is_saved(string field, string value, string error, string words)
    {
        var before = await CountAsync();
        var fields = new Dictionary<string, string?>
        {
            ["Details.Name"] = "Refused", ["Details.RunAsSchedule"] = "true", ["Details.RunFrom"] = "2026-12-01",
            ["Details.Description"] = "kept",
            ["Details.DailyFrequency"] = "once_at", ["Details.AtHour"] = "9",
        };
        fields[field] = value;
        var answer = await staff.SubmitAsync("/schedules/new", fields, htmx: true);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var form = await answer.DocumentAsync();
        Assert.Null(form.QuerySelector("nav"));
        Assert.Equal(words, form.GetElementById(error)!.TextContent);
        Assert.Equal("kept", form.GetElementById("Details_Description")!.TextContent.Trim());
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task A_rule_that_can_never_occur_is_an_error_on_the_form()
    {
        var answer = await staff.SubmitAsync("/schedules/new", new()
        {
            ["Details.Name"] = "Never", ["Details.RunAsSchedule"] = "true", ["Details.RunFrom"] = "2027-02-01",
            ["Details.Occurs"] = "monthly_specific_day",
            ["Details.SpecificDay"] = "30", ["Details.SpecificDayMonths"] = "12",
        });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.Equal(
            "This would never run: no month that it counts from 1 February 2027 has such a day.",
            page.GetElementById("Details_Occurs-error")!.TextContent);
        Assert.Equal("true", page.GetElementById("Details_Occurs")!.GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task A_new_schedule_whose_occurrences_have_all_passed_is_refused()
    {
        var answer = await staff.SubmitAsync("/schedules/new", new()
        {
            ["Details.Name"] = "Past", ["Details.RunAsSchedule"] = "true", ["Details.RunFrom"] = "2026-11-20",
            ["Details.RunUntil"] = "2026-11-21",
            ["Details.DailyFrequency"] = "once_at", ["Details.AtHour"] = "10",
        });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(
            "Every occurrence of this has passed.", (await answer.DocumentAsync()).GetElementById("Details_RunUntil-error")!.TextContent);
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_makes_one_schedule_and_then_edits_it()
    {
        var before = await CountAsync();
        var form = await staff.PageAsync("/schedules/new");
        Dictionary<string, string?> fields = new() { ["Details.Name"] = "Clicked twice", ["Details.RunOnDemand"] = "true" };
        var both = await Task.WhenAll(staff.SubmitAsync(form, "/schedules/new", fields), staff.SubmitAsync(form, "/schedules/new", fields));
        Assert.Equal(both[0].Headers.Location, both[1].Headers.Location);
        Assert.Equal(before + 1, await CountAsync());

        // Back in the browser, another name, Next.
        fields["Details.Name"] = "Thought better of";
        var again = await staff.SubmitAsync(form, "/schedules/new", fields);
        Assert.Equal(both[0].Headers.Location, again.Headers.Location);
        Assert.Equal("Thought better of", (await StoredAsync(IdOf(again))).Name);
        Assert.Equal(before + 1, await CountAsync());
    }

    [Fact]
    public async Task The_second_of_two_editors_is_told_and_nothing_is_overwritten()
    {
        var (id, _) = await CreateAsync(new() { ["Details.Name"] = "Shared", ["Details.RunOnDemand"] = "true" });
        var url = $"/schedules/{id}/basic-details";
        await application.CreateUserAsync("first.editor@example.org", Roles.InsightsAndMailings);
        var first = await application.SignInAsAsync("first.editor@example.org");
        var seenByBoth = await staff.PageAsync(url);
        var seenByFirst = await first.PageAsync(url);
        await first.SubmitAsync(seenByFirst, url, new() { ["Details.Name"] = "Shared, by the first" });

        var refused = await staff.SubmitAsync(seenByBoth, url, new() { ["Details.Name"] = "Shared, by the second" }, htmx: true);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var form = await refused.DocumentAsync();
        var told = string.Join(' ', form.QuerySelector(".notice")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("first.editor, 21 Nov 2026, 10:30: Name from “Shared” to “Shared, by the first”.", told, StringComparison.Ordinal);
        Assert.Equal("Shared, by the second", form.GetElementById("Details_Name")!.GetAttribute("value"));
        Assert.Equal("Shared, by the first", (await StoredAsync(id)).Name);

        var insisted = await staff.SubmitAsync(form, url, new() { ["Details.Name"] = "Shared, by the second" }, form: "form");
        Assert.Equal(HttpStatusCode.SeeOther, insisted.StatusCode);
        Assert.Equal("Shared, by the second", (await StoredAsync(id)).Name);
    }

    [Fact]
    public async Task A_conflict_is_told_from_what_is_kept_with_the_schedule_and_without_words_where_nothing_is()
    {
        var (id, _) = await CreateAsync(new() { ["Details.Name"] = "Older than versions", ["Details.RunOnDemand"] = "true" });
        var url = $"/schedules/{id}/basic-details";
        var seen = await staff.PageAsync(url);
        await EditAsync(id, new() { ["Details.Description"] = "Changed" });
        Assert.Equal(2, await ScalarAsync<int>("select version from schedule_versions where schedule_id = @id", new { id }));

        // As a version of the application that kept none would have saved it.
        await ExecuteAsync("delete from schedule_versions where schedule_id = @id", new { id });
        var refused = await staff.SubmitAsync(seen, url, new() { ["Details.Name"] = "Mine" }, htmx: true);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var notice = (await refused.DocumentAsync()).QuerySelector(".notice")!;
        Assert.Contains("Somebody else changed this schedule while you were editing it.", notice.TextContent, StringComparison.Ordinal);
        Assert.Empty(notice.QuerySelectorAll("li"));
    }

    [Fact]
    public async Task The_last_fifty_versions_of_a_schedule_are_kept()
    {
        var (id, _) = await CreateAsync(new() { ["Details.Name"] = "Edited often", ["Details.RunOnDemand"] = "true" });
        await ExecuteAsync(
            """
            insert into schedule_versions (schedule_id, version, who, at, changes)
            select @id, version, 'somebody', @Now, '[]' from generate_series(2, 60) version
            """,
            new { id, Now });
        await ExecuteAsync("update schedules set version = 60 where id = @id", new { id });
        await EditAsync(id, new() { ["Details.Description"] = "Once more" });
        Assert.Equal(
            (12, 61, 50),
            await ScalarAsync<(int, int, int)>(
                "select min(version), max(version), count(*)::int from schedule_versions where schedule_id = @id", new { id }));
    }

    [Fact]
    public async Task Editing_anything_but_the_recurrence_moves_no_occurrence()
    {
        var (id, _) = await CreateAsync(Daily("Kept", "9"));
        // Overdue: the application was down. A new name must neither run it nor lose the occurrence.
        var overdue = Now - Duration.FromHours(2);
        await ExecuteAsync("update schedules set next_run_at = @overdue where id = @id", new { id, overdue });
        await EditAsync(id, new() { ["Details.Name"] = "Kept, renamed" });
        var stored = await StoredAsync(id);
        Assert.Equal(("Kept, renamed", overdue), (stored.Name, stored.NextRunAt!.Value));
    }

    [Fact]
    public async Task Editing_the_recurrence_gives_the_first_occurrence_later_than_the_save()
    {
        var (id, _) = await CreateAsync(Daily("Moved", "9"));
        await EditAsync(id, new() { ["Details.AtHour"] = "11" });
        Assert.Equal(Instant.FromUtc(2026, 11, 21, 11, 0), (await StoredAsync(id)).NextRunAt);
        await EditAsync(id, new() { ["Details.AtHour"] = "10" });
        Assert.Equal(Instant.FromUtc(2026, 11, 22, 10, 0), (await StoredAsync(id)).NextRunAt);
        await EditAsync(id, new() { ["Details.RunAsSchedule"] = "false", ["Details.RunOnDemand"] = "true" });
        Assert.Null((await StoredAsync(id)).NextRunAt);
    }

    [Fact]
    public async Task Editing_a_paused_schedule_leaves_it_without_a_next_occurrence()
    {
        var (id, _) = await CreateAsync(Daily("Paused", "9"));
        await ExecuteAsync("update schedules set paused_at = now(), next_run_at = null where id = @id", new { id });
        await EditAsync(id, new() { ["Details.AtHour"] = "11" });
        Assert.Null((await StoredAsync(id)).NextRunAt);
    }

    [Fact]
    public async Task Saving_a_schedule_that_was_set_aside_brings_it_back()
    {
        var (id, _) = await CreateAsync(Daily("Set aside", "9"));
        await ExecuteAsync("update schedules set set_aside_reason = 'broken' where id = @id", new { id });
        await EditAsync(id, []);
        var stored = await StoredAsync(id);
        Assert.Equal((null, Instant.FromUtc(2026, 11, 22, 9, 0)), (stored.SetAsideReason, stored.NextRunAt!.Value));
    }

    [Fact]
    public async Task The_minute_before_8_is_kept_through_edits_and_a_hundred_and_fifty_one_schedules_share_none()
    {
        await ExecuteAsync("update schedules set deleted_at = now()", new { });
        var page = await staff.PageAsync("/schedules/new");
        List<long> ids = [];
        for (var i = 0; i < 151; i++)
        {
            var answer = await staff.SubmitAsync(page, "/schedules/new", new()
            {
                ["Key"] = Guid.NewGuid().ToString(), ["Details.Name"] = $"Before 8 {i}", ["Details.RunAsSchedule"] = "true",
                ["Details.DailyFrequency"] = "before_8",
            });
            ids.Add(IdOf(answer));
        }

        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var minutes = (await connection.QueryAsync<int>(
            "select before_8_minute from schedules where id = any(@ids) order by id", new { ids = ids.ToArray() })).ToList();
        Assert.Equal(151, minutes.Distinct().Count());
        Assert.All(minutes, minute => Assert.InRange(minute, 300, 450));
        Assert.All(
            minutes.Take(10).Order().Pairs(), pair => Assert.True(pair.Second - pair.First > 5, "The first ten should be far apart."));

        await EditAsync(ids[3], new() { ["Details.Days"] = "2" });
        Assert.Equal(minutes[3], (await StoredAsync(ids[3])).Recurrence.Before8Minute);
    }

    [Fact]
    public async Task A_schedule_that_is_not_there_or_deleted_answers_404()
    {
        var (id, _) = await CreateAsync(new() { ["Details.Name"] = "Soon gone", ["Details.RunOnDemand"] = "true" });
        var page = await staff.PageAsync($"/schedules/{id}/basic-details");
        await ExecuteAsync("update schedules set deleted_at = now() where id = @id", new { id });
        Assert.Equal(HttpStatusCode.NotFound, (await staff.SubmitAsync(page, $"/schedules/{id}/basic-details", htmx: true)).StatusCode);
        await staff.PageAsync($"/schedules/{id}/basic-details", HttpStatusCode.NotFound);
        await staff.PageAsync("/schedules/999999/basic-details", HttpStatusCode.NotFound);
    }

    private static Dictionary<string, string?> Daily(string name, string hour) => new()
    {
        ["Details.Name"] = name, ["Details.RunAsSchedule"] = "true", ["Details.DailyFrequency"] = "once_at", ["Details.AtHour"] = hour,
    };

    private async Task<(long Id, HttpResponseMessage Answer)> CreateAsync(Dictionary<string, string?> fields)
    {
        var answer = await staff.SubmitAsync("/schedules/new", fields);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return (IdOf(answer), answer);
    }

    private async Task EditAsync(long id, Dictionary<string, string?> fields) =>
        Assert.Equal(HttpStatusCode.SeeOther, (await staff.SubmitAsync($"/schedules/{id}/basic-details", fields)).StatusCode);

    private static long IdOf(HttpResponseMessage answer)
    {
        var parts = answer.Headers.Location!.OriginalString.Split('/');
        Assert.Equal(["", "schedules", parts[2], "customer-lists"], parts);
        return long.Parse(parts[2], null);
    }

    private async Task<ScheduleRow> StoredAsync(long id)
    {
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return (await ScheduleRow.ReadAsync(connection, id, forUpdate: false, TestContext.Current.CancellationToken))!;
    }

    private Task<long> CountAsync() => ScalarAsync<long>("select count(*) from schedules", new { });

    private Task<T> ScalarAsync<T>(string sql, object parameters) => application.AskAsync<T>(sql, parameters);

    private Task ExecuteAsync(string sql, object parameters) => application.DoAsync(sql, parameters);
}

internal static class Sequences
{
    public static IEnumerable<(T First, T Second)> Pairs<T>(this IEnumerable<T> items)
    {
        var list = items.ToList();
        return list.Zip(list.Skip(1));
    }
}
