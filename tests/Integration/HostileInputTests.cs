using System.Net;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

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
    [InlineData("/settings", "Input.RequireTwoStep")]
    [InlineData("/schedules/new", "Details.RunOnDemand")]
    public async Task A_tick_that_is_neither_is_refused_and_shown_as_none(string path, string field)
    {
        var client = await application.SignInAsync(Roles.Administrator);
        using var answer = await PostAsync(client, path, new() { [field] = "<b>perhaps</b>" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
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

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "Details.Name=x")]
    [InlineData("application/x-www-form-urlencoded; charset=bogus-99", "Details.Name=x")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"Details.Name\"\r\n\r\na\0b\r\n--b--\r\n")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"Details.Name\"\r\n\r\ncut o")]
    [InlineData("multipart/form-data", "no boundary")]
    public async Task A_form_in_no_readable_shape_answers_400_signed_in_or_not(string type, string form)
    {
        foreach (var visitor in new[] { true, false })
        {
            var client = visitor ? application.Visitor() : await application.SignInAsync(Roles.InsightsAndMailings);
            client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
            var page = await client.PageAsync(visitor ? "/sign-in" : "/account");
            client.DefaultRequestHeaders.Add(
                "RequestVerificationToken", page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value"));
            foreach (var path in new[] { "/sign-in", "/schedules/new" })
            {
                using var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(form));
                content.Headers.TryAddWithoutValidation("Content-Type", type);
                using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
                Assert.Equal(visitor && path != "/sign-in" ? HttpStatusCode.Unauthorized : HttpStatusCode.BadRequest, answer.StatusCode);
            }
        }
    }

    [Fact]
    public async Task A_field_name_with_an_open_bracket_is_only_a_field_that_nobody_knows()
    {
        var client = await application.SignInAsync(Roles.InsightsAndMailings);
        using var answer = await PostAsync(client, "/schedules/new", new() { ["Details.Name"] = "", ["a[b"] = "x" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Fact]
    public async Task An_upload_that_is_cut_off_answers_400_and_nothing_of_it_stays()
    {
        var client = await application.SignInAsync(Roles.Administrator);
        var token = (await client.PageAsync("/import")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value");
        var form = "--b\r\nContent-Disposition: form-data; name=\"__RequestVerificationToken\"\r\n\r\n" + token
            + "\r\n--b\r\nContent-Disposition: form-data; name=\"Kind\"\r\n\r\ncustomers"
            + "\r\n--b\r\nContent-Disposition: form-data; name=\"Upload\"; filename=\"customers.csv\"\r\n\r\nCustomer ID\r\n1";
        using var content = new StringContent(form);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        using var answer = await client.PostAsync("/import", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from data_imports"));
    }

    [Fact]
    public async Task A_criterion_of_a_kind_that_there_is_not_answers_400()
    {
        var list = (await world.AddScheduleAsync(null, ["a@example.org"])).CustomerListId;
        var client = await application.SignInAsync(Roles.Administrator);
        foreach (var path in new[] { $"/customer-lists/{list}", "/segments/new" })
        {
            foreach (var pressed in new[] { "keep", "count", "" })
            {
                using var answer = await PostAsync(client, path, new()
                {
                    ["Do"] = pressed, ["Draft"] = """{"preFilter":{"areas":[]},"mainFilter":{"areas":[]}}""", ["EditAt"] = "main.0",
                    ["Criterion.Kind"] = "horoscope",
                });
                Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            }
        }
    }

    [Fact]
    public async Task A_segment_that_somebody_deleted_meanwhile_answers_404()
    {
        var client = await application.SignInAsync(Roles.Administrator);
        using var answer = await PostAsync(
            client, "/segments/987654",
            new() { ["Do"] = "cancel", ["Draft"] = """{"preFilter":{"areas":[]},"mainFilter":{"areas":[]}}""" });
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task What_a_page_is_about_is_told_by_its_address_alone()
    {
        var loader = application.Services.GetRequiredService<PageLoader>();
        var elsewhere = new List<string>();
        foreach (var endpoint in application.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
            {
                continue;
            }

            var compiled = await loader.LoadAsync(page, endpoint.Metadata);
            var bound = compiled.BoundProperties.Select(property => (property.Name, property.BindingInfo)).Concat(
                compiled.HandlerMethods.SelectMany(handler => handler.Parameters).Select(
                    parameter => (parameter.Name, parameter.BindingInfo)));
            elsewhere.AddRange(
                bound.Where(each => endpoint.RoutePattern.GetParameter(each.Name) is not null
                    && each.BindingInfo?.BindingSource != BindingSource.Path)
                    .Select(each => $"{endpoint.RoutePattern.RawText}: {each.Name}"));
        }

        Assert.Empty(elsewhere);
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
