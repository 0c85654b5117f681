using System.Net;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;

namespace CustomerListSchedules.Integration;

/// <summary>Requests that no page makes: none of them is an error of the application, and none does anything.</summary>
public sealed class HostileInputTests(TestApplication application) : IClassFixture<TestApplication>
{
    private readonly DeliveryWorld world = new(application);

    [Theory]
    [InlineData("/schedules/new")]
    [InlineData("/users")]
    [InlineData("/account")]
    public async Task A_handler_that_a_page_does_not_have_answers_404_and_runs_nothing(string path)
    {
        var client = await application.SignInAsync(Roles.InsightsAndMailings, Roles.CollectReport);
        var before = await world.ScalarAsync<long>("select count(*) from schedules");

        using var answer = await PostAsync(
            client, path + "?handler=Nope",
            new()
            {
                ["Details.Name"] = "Made by a handler that is not there",
                ["Details.RunOnDemand"] = "true",
                ["Details.Action"] = "deliver_customer_list",
            });

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(before, await world.ScalarAsync<long>("select count(*) from schedules"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/schedules")]
    [InlineData("/partner-companies")]
    [InlineData("/collect/abc")]
    public async Task A_post_to_a_page_that_takes_none_answers_404(string path)
    {
        var client = await application.SignInAsync(Roles.InsightsAndMailings, Roles.CollectReport);
        using var answer = await PostAsync(client, path, []);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/schedules?search=%00")]
    [InlineData("/customer-lists?search=a%00b")]
    [InlineData("/users?search=%00")]
    public async Task A_query_with_a_nul_answers_400(string path) =>
        await (await application.SignInAsync(Roles.Administrator)).PageAsync(path, HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("/audit?until=9999-12-31")]
    [InlineData("/audit?handler=Csv&from=0001-01-01&until=9999-12-31")]
    [InlineData("/audit?from=0001-01-01&until=0001-01-01")]
    [InlineData("/audit?from=9999-12-31&until=9999-12-30")]
    public async Task The_first_and_last_days_there_are_bound_the_audit_without_an_error(string path)
    {
        foreach (var zone in new[] { "Asia/Tokyo", "America/Los_Angeles" })
        {
            await world.ExecuteAsync("update venue_settings set time_zone = @zone", new { zone });
            using var answer = await (await application.SignInAsync(
                Roles.Administrator)).GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await world.ExecuteAsync("update venue_settings set time_zone = 'Europe/London'");
    }

    [Theory]
    [InlineData("/partner-companies?handler=Run", "list=3%00")]
    [InlineData("/partner-companies?handler=Run", "list=3&__RequestVerificationToken=%00")]
    [InlineData("/schedules/new", "Details.Name=%00")]
    [InlineData("/sign-in", "Email=%00")]
    public async Task A_form_that_cannot_be_read_answers_400(string path, string form)
    {
        var client = await application.SignInAsync(Roles.InsightsAndMailings, Roles.CollectReport);
        using var content = new StringContent(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_return_url_beyond_ascii_is_encoded_and_the_sign_in_goes_through()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        using var answer = await application.Visitor().SubmitAsync(
            "/sign-in?returnUrl=/%C3%A9%F0%9F%98%80", new() { ["Email"] = user.Email, ["Password"] = TestApplication.Password });
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/%C3%A9%F0%9F%98%80", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("""{"preFilter":{"areas":[]},"mainFilter":{"areas":[{"segments":[null]}]}}""")]
    [InlineData("""{"preFilter":{"areas":[null]},"mainFilter":{"areas":[]}}""")]
    [InlineData(
        """
        {"preFilter":{"areas":[]},"mainFilter":{"areas":[{"segments":[
          {"kind":"local","name":"x","definition":{"join":"and","criteria":[null]}}]}]}}
        """)]
    [InlineData(
        """
        {"preFilter":{"areas":[]},"mainFilter":{"areas":[{"segments":[
          {"kind":"local","name":"x","definition":{"join":"and","criteria":[{"kind":"booking","events":[null]}]}}]}]}}
        """)]
    public async Task A_forged_draft_is_refused_and_the_list_stays_as_it_was(string draft)
    {
        var list = (await world.AddScheduleAsync(null, ["a@example.org"])).CustomerListId;
        var client = await application.SignInAsync(Roles.InsightsAndMailings);

        using var answer = await PostAsync(client, $"/customer-lists/{list}", new() { ["Do"] = "save", ["Draft"] = draft });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await client.PageAsync($"/customer-lists/{list}");
    }

    [Fact]
    public async Task A_check_box_with_a_strange_value_is_a_message_and_not_an_error()
    {
        var client = await application.SignInAsync(Roles.InsightsAndMailings);
        using var answer = await PostAsync(client, "/schedules/new", new() { ["Details.Name"] = "x", ["Details.RunAsSchedule"] = "maybe" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Fact]
    public async Task A_correction_without_an_address_changes_nothing()
    {
        var schedule = (await world.AddScheduleAsync(null, ["a@example.org"])).ScheduleId;
        var client = await application.SignInAsync(Roles.InsightsAndMailings);
        using var answer = await PostAsync(
            client, $"/schedules/{schedule}/customer-lists/new?handler=Correct", new() { ["Details.EmailTo"] = "bad, x" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("\u200B")]
    [InlineData("two\nlines")]
    public async Task A_schedule_needs_a_name_that_can_be_seen_in_one_line(string name)
    {
        var client = await application.SignInAsync(Roles.InsightsAndMailings);
        using var answer = await PostAsync(
            client, "/schedules/new",
            new() { ["Details.Name"] = name, ["Details.RunOnDemand"] = "true", ["Details.Action"] = "deliver_customer_list" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, Dictionary<string, string> fields)
    {
        var page = await client.PageAsync("/account");
        fields["__RequestVerificationToken"] = page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var content = new FormUrlEncodedContent(fields);
        return await client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }
}
