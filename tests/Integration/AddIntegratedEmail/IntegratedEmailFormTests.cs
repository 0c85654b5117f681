using System.Net;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Integration.Infrastructure.Dotdigital;
using CustomerListSchedules.Integration.SendIntegratedEmail;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerListSchedules.Integration.AddIntegratedEmail;

/// <summary>Add Integrated Email: the form that staff know, with Dotdigital's templates as they are now.</summary>
public sealed class IntegratedEmailFormTests(MailingWorld world) : IClassFixture<MailingWorld>, IAsyncLifetime
{
    private HttpClient staff = null!;
    private MailingWorld.EmailIds email = null!;

    private string Url => $"/schedules/{email.ScheduleId}/integrated-emails";

    public async ValueTask InitializeAsync()
    {
        await world.BeginAsync();
        staff = await world.Application.SignInAsync(Roles.InsightsAndMailings);
        email = await world.AddEmailAsync();
    }

    public ValueTask DisposeAsync()
    {
        staff.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_has_the_labels_buttons_and_reminder_that_staff_know()
    {
        var page = await staff.PageAsync($"{Url}/new");
        Assert.Equal(
            ["Name", "Mailing Category", "Customer List", "Email template"],
            page.QuerySelectorAll("#email-form .panel:first-of-type label[for]").Select(label => label.TextContent.Trim()));
        Assert.Contains(
            "REMINDER: You’ll need to have prepared your Customer List and the Dotdigital template you intend to send in advance.",
            page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Ok", page.QuerySelectorAll("#email-form .form-actions button").Select(button => button.TextContent));
        Assert.Equal("Add Integrated Email", (await staff.PageAsync(Url)).QuerySelector(".page-header a[role=button]")!.TextContent);
    }

    [Fact]
    public async Task The_templates_are_the_unsent_campaigns_without_a_date_and_without_our_copies()
    {
        await world.AddCustomersAsync(1);
        await world.Dotdigital.BreakAsync("create-address-book", "forbidden");
        var failed = await world.RunAsync(email);
        Assert.Equal("failed", failed.State);

        await staff.SubmitAsync($"{Url}/new", form: "#email-form"); // a form that is refused changes nothing
        var page = await staff.PageAsync($"{Url}/new");
        page.GetElementById("email-form")!.SetAttribute("action", $"{Url}/new?handler=Refresh");
        using var refreshed = await staff.SubmitAsync(page, $"{Url}/new", form: "#email-form");
        var offered = (await refreshed.DocumentAsync()).QuerySelectorAll("#Input_CampaignId option")
            .Select(option => option.GetAttribute("value")).ToArray();
        Assert.Contains("5001", offered);
        Assert.DoesNotContain($"{failed.CopiedCampaignId}", offered);
        var names = string.Join(
            '\n', (await staff.PageAsync($"{Url}/new")).QuerySelectorAll("#Input_CampaignId option").Select(option => option.TextContent));
        Assert.DoesNotContain("Season brochure", names, StringComparison.Ordinal);
        Assert.DoesNotContain("Summer appeal", names, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_templates_are_asked_for_again_after_a_minute_or_with_Refresh_and_of_another_account_at_once()
    {
        world.Pass(NodaTime.Duration.FromMinutes(2));
        var before = await ListedAsync();
        for (var view = 0; view < 3; view++)
        {
            Assert.NotEmpty((await staff.PageAsync($"{Url}/new")).QuerySelectorAll("#Input_CampaignId option[value='5001']"));
        }

        Assert.Equal(before + 1, await ListedAsync());
        var page = await staff.PageAsync($"{Url}/new");
        page.GetElementById("email-form")!.SetAttribute("action", $"{Url}/new?handler=Refresh");
        using var refreshed = await staff.SubmitAsync(page, $"{Url}/new", form: "#email-form");
        Assert.Equal(before + 2, await ListedAsync());
        world.Pass(NodaTime.Duration.FromSeconds(61));
        await staff.PageAsync($"{Url}/new");
        Assert.Equal(before + 3, await ListedAsync());

        // An account that lets nobody in: nothing of the former one is offered for it.
        await world.ExecuteAsync(
            "insert into dotdigital_account (base_url, api_user, password_protected) values (@Url, 'another', @password) "
            + "on conflict (id) do update set base_url = excluded.base_url, api_user = excluded.api_user, password_protected = "
            + "excluded.password_protected",
            new
            {
                world.Dotdigital.Url,
                password = world.Application.Services.GetRequiredService<DotdigitalAccounts>().Protect("another"),
            });
        Assert.Empty((await staff.PageAsync($"{Url}/new")).QuerySelectorAll("#Input_CampaignId option[value='5001']"));
        await world.ExecuteAsync("update dotdigital_account set base_url = null, api_user = null, password_protected = null");
        Assert.NotEmpty((await staff.PageAsync($"{Url}/new")).QuerySelectorAll("#Input_CampaignId option[value='5001']"));
    }

    [Fact]
    public async Task Nothing_filled_in_is_said_beside_each_field()
    {
        using var answer = await staff.SubmitAsync($"{Url}/new", new() { ["Input.Name"] = "" }, "#email-form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.Equal(
            ["Input_Name-error", "Input_MailingCategoryId-error", "Input_CustomerListId-error", "Input_CampaignId-error"],
            page.QuerySelectorAll("#email-form .field-error").Select(error => error.Id));
    }

    [Fact]
    public async Task A_form_sent_twice_adds_one_email_and_each_is_a_row_with_pencil_and_red_x()
    {
        var form = await staff.PageAsync($"{Url}/new");
        for (var i = 0; i < 2; i++)
        {
            using var saved = await staff.SubmitAsync(form, $"{Url}/new", await FilledAsync("Thank you again"), "#email-form");
            Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        }

        var page = await staff.PageAsync(Url);
        Assert.Equal([email.Name, "Thank you again"], page.QuerySelectorAll("tbody th").Select(name => name.TextContent.Trim()));
        Assert.NotNull(page.QuerySelector("[aria-label='Edit Thank you again']"));
        using var deleted = await staff.SubmitAsync(page, Url, form: "dialog:last-of-type form");
        Assert.Equal([email.Name], (await staff.PageAsync(Url)).QuerySelectorAll("tbody th").Select(name => name.TextContent.Trim()));
    }

    [Fact]
    public async Task When_Dotdigital_cannot_be_reached_the_page_says_so_and_what_was_chosen_is_kept_and_can_be_saved()
    {
        await staff.PageAsync($"{Url}/new");
        world.Pass(NodaTime.Duration.FromMinutes(2));
        await world.Dotdigital.BreakAsync("list-campaigns", "error_500", times: null);

        var page = await staff.PageAsync($"{Url}/{email.EmailId}");
        Assert.Contains(
            "Dotdigital cannot be asked for its templates", page.GetElementById("template")!.TextContent, StringComparison.Ordinal);
        using var saved = await staff.SubmitAsync(
            page, $"{Url}/{email.EmailId}", new() { ["Input.Name"] = "Renamed meanwhile" }, "#email-form");
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Equal(
            ("Renamed meanwhile", 5001L, "Thank you for your donation"),
            Assert.Single(await world.QueryAsync<(string, long, string)>(
                "select name, campaign_id, campaign_name from integrated_emails where id = @EmailId", email)));
    }

    [Fact]
    public async Task Two_editors_do_not_overwrite_each_other()
    {
        var first = await staff.PageAsync($"{Url}/{email.EmailId}");
        var second = await staff.PageAsync($"{Url}/{email.EmailId}");
        using var saved = await staff.SubmitAsync(first, Url, new() { ["Input.Name"] = "First" }, "#email-form");
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        using var told = await staff.SubmitAsync(second, Url, new() { ["Input.Name"] = "Second" }, "#email-form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, told.StatusCode);
        Assert.Contains(
            "Somebody else changed", (await told.DocumentAsync()).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_without_contact_preference_and_without_dates_draws_both_warnings_and_is_saved_all_the_same()
    {
        var form = await staff.PageAsync($"{Url}/new");
        using var saved = await staff.SubmitAsync(form, $"{Url}/new", await FilledAsync("To everyone"), "#email-form");
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        var row = (await staff.PageAsync(Url)).QuerySelector("tbody tr:last-child")!.TextContent;
        Assert.Contains("No contact preference is asked for", row, StringComparison.Ordinal);
        Assert.Contains("The same people are mailed every time", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_whose_dates_reach_back_further_than_the_last_run_draws_a_warning_with_the_days_of_both_runs()
    {
        var donors = new ListDefinition(Filter.Empty, new Filter([new Area(
            [
                new LocalSegment(
                    "Gave of late", SegmentDefinition.Of(new DonationCriterion { Date = new DateMetric(DateMetricKind.LastDays, Days: 7) }))
            ])]));
        email = await world.AddEmailAsync(donors.ToJson());

        var row = (await staff.PageAsync(Url)).QuerySelector("tbody tr:last-child")!.TextContent;
        Assert.Contains("Its dates reach back further than the time between two runs", row, StringComparison.Ordinal);
        var form = (await staff.PageAsync($"{Url}/{email.EmailId}")).GetElementById("warnings")!.TextContent;
        Assert.Contains(
            "Last 7 days is Wednesday 25 November to Tuesday 1 December 2026 for the run of Wednesday 2 December, and Thursday 26 "
            + "November to Wednesday 2 December 2026 for the run of Thursday 3 December: people in both are mailed again.", form,
            StringComparison.Ordinal);
        Assert.DoesNotContain("The same people are mailed every time", form, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_schedules_email_and_a_schedule_that_delivers_lists_answer_404()
    {
        var other = await world.AddEmailAsync();
        await staff.PageAsync($"{Url}/{other.EmailId}", HttpStatusCode.NotFound);
        await world.ExecuteAsync(
            "update integrated_emails set deleted_at = now() where id = @EmailId; update schedules "
            + "set action = 'deliver_customer_list' where id = @ScheduleId",
            other);
        await staff.PageAsync($"/schedules/{other.ScheduleId}/integrated-emails", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_action_of_a_schedule_that_contains_emails_cannot_be_changed_and_emails_are_not_run_on_demand()
    {
        using var refused = await staff.SubmitAsync(
            $"/schedules/{email.ScheduleId}/basic-details", new() { ["Details.Action"] = "deliver_customer_list" }, "#basic-details");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(
            "contains Integrated Emails", (await refused.DocumentAsync()).GetElementById("Details_Action-error")!.TextContent,
            StringComparison.Ordinal);

        using var onDemand = await staff.SubmitAsync(
            $"/schedules/{email.ScheduleId}/basic-details", new() { ["Details.RunOnDemand"] = "true", ["Details.RunAsSchedule"] = null },
            "#basic-details");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, onDemand.StatusCode);
        using var both = await staff.SubmitAsync(
            $"/schedules/{email.ScheduleId}/basic-details", new() { ["Details.RunOnDemand"] = "true" }, "#basic-details");
        Assert.Equal($"/schedules/{email.ScheduleId}/integrated-emails", both.Headers.Location!.OriginalString);
        Assert.False(await world.ScalarAsync<bool>("select run_on_demand from schedules where id = @ScheduleId", email));
    }

    [Fact]
    public async Task A_duplicate_has_the_emails_too_and_is_paused()
    {
        using var answer = await staff.SubmitAsync($"/schedules/{email.ScheduleId}", form: "form[action$='handler=Duplicate']");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var copy = answer.Headers.Location!.OriginalString;
        Assert.Contains(email.Name, (await staff.PageAsync(copy)).QuerySelector("main table")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Paused", (await staff.PageAsync(copy)).QuerySelector(".notice.warn")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Customer_List_that_an_integrated_email_uses_cannot_be_deleted()
    {
        using var answer = await staff.SubmitAsync(
            "/customer-lists", form: $"form[action*='handler=Delete'][action*='/{email.CustomerListId}/']");
        Assert.True(await world.ScalarAsync<bool>("select deleted_at is null from customer_lists where id = @CustomerListId", email));
    }

    private async Task<int> ListedAsync() => (await world.Dotdigital.CallsAsync()).Count(call => call.Call == "list-campaigns");

    private Task<long> CategoryAsync() =>
        world.ScalarAsync<long>("select mailing_category_id from integrated_emails where id = @EmailId", email);

    private async Task<Dictionary<string, string?>> FilledAsync(string name) => new()
    {
        ["Input.Name"] = name,
        ["Input.MailingCategoryId"] = $"{await CategoryAsync()}",
        ["Input.CustomerListId"] = $"{email.CustomerListId}",
        ["Input.CampaignId"] = $"{DotdigitalStub.ThankYou}",
    };
}
