using System.Net;
using AngleSharp.Dom;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure;
using Dapper;

namespace CustomerListSchedules.Integration.ChangeSettings;

public sealed class SettingsTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Fact]
    public async Task They_say_at_their_foot_which_version_this_is()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        var page = (await administrator.PageAsync("/settings")).Body!.TextContent;
        Assert.Contains($"Customer List Schedules, version {Product.Version}", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Saved_settings_show_on_the_next_sign_in()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        var saved = await administrator.SubmitAsync("/settings", new()
        {
            ["Input.ClientName"] = "The New Corn Exchange", ["Input.ContactName"] = "Box office",
            ["Input.ContactEmail"] = "help@corn.example",
            ["Input.ContactTelephone"] = "+44 20 7946 0000", ["Input.TimeZone"] = "Europe/Dublin", ["Input.Currency"] = "eur",
            ["Input.LinkDays"] = "9",
        });
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        var page = (await application.Visitor().PageAsync("/sign-in")).Body!.TextContent;
        Assert.Contains("The New Corn Exchange", page, StringComparison.Ordinal);
        Assert.Contains("Box office", page, StringComparison.Ordinal);
        Assert.Contains("help@corn.example", page, StringComparison.Ordinal);
        Assert.Contains("+44 20 7946 0000", page, StringComparison.Ordinal);
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            ("EUR", 9, "Europe/Dublin"),
            await connection.QuerySingleAsync<(string, int, string)>("select currency, link_days, time_zone from venue_settings"));
        Assert.Contains(
            "Corn Exchange",
            await connection.ExecuteScalarAsync<string>(
                "select details::text from audit where action = 'settings.changed' order by id desc limit 1"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Input.ClientName", " ")]
    [InlineData("Input.TimeZone", "Mars/Olympus")]
    [InlineData("Input.ContactEmail", "nobody")]
    [InlineData("Input.Currency", "XQQ")]
    [InlineData("Input.LinkDays", "61")]
    [InlineData("Input.LinkDays", "1e9")]
    [InlineData("Input.ClientName", "The\r\nBcc: somebody")]
    [InlineData("Input.ContactName", "Old \u202EFire")]
    [InlineData("Input.ContactTelephone", "1\n2")]
    [InlineData("Input.LinkDays", "")]
    [InlineData("Input.LateLimitHours", "0")]
    [InlineData("Input.KeepMonths", "many")]
    [InlineData("Input.TraceMonths", "0")]
    public async Task A_wrong_value_is_said_beside_its_field_and_changes_nothing(string field, string value)
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var before = await connection.ExecuteScalarAsync<string>(
            "select (venue_settings - 'version')::text from (select to_jsonb(venue_settings) as venue_settings "
            + "from venue_settings) as settings");
        var answer = await administrator.SubmitAsync("/settings", new() { [field] = value });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var id = field.Replace('.', '_');
        Assert.NotEmpty((await answer.DocumentAsync()).QuerySelector($"#{id}-error")!.TextContent);
        Assert.Equal(
            before,
            await connection.ExecuteScalarAsync<string>(
                "select (venue_settings - 'version')::text from (select to_jsonb(venue_settings) as venue_settings "
                + "from venue_settings) as settings"));
    }

    [Fact]
    public async Task The_contact_preference_that_means_shared_is_named_for_all_and_for_each_company()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        await application.DoAsync("delete from crm.contact_preferences; delete from sharing_preferences");
        await application.DoAsync(
            "insert into crm.contact_preferences (id, external_reference, name) values (71, 'S1', 'Partners'), (72, 'S2', 'Harbour')");
        await application.DoAsync("update users set company = null");
        var page = await administrator.PageAsync("/settings");
        Assert.Null(page.QuerySelector("[name='Input.Companies[0].Preference']")); // Nobody keeps companies: nothing of them is shown.
        Assert.Equal("warn", page.QuerySelector("[name='Input.WithoutAgreement'][checked]")!.GetAttribute("value"));
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        await application.DoAsync("update users set company = 'Harbour Productions' where id = @Id", new { partner.Id });

        using var saved = await administrator.SubmitAsync("/settings", new()
        {
            ["Input.SharingPreferenceId"] = "71", ["Input.Companies[0].Preference"] = "72", ["Input.WithoutAgreement"] = "refuse",
        });

        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        await application.DoAsync("update users set company = 'HARBOUR productions' where id = @Id", new { partner.Id });
        Assert.Equal(
            ["x@example.net||71|True", $"{partner.Email}|HARBOUR productions|72|True"],
            await application.ListAsync<string>(
                "select concat_ws('|', address, coalesce(company, ''), preference, case when refuses then 'True' end) "
                + "from sharing_questions(@addresses)", new { addresses = new[] { "x@example.net", partner.Email } }));
        Assert.Contains(
            "\"WithoutAgreement\": \"refuse\"",
            await application.AskAsync<string>(
                "select details->>'after' from audit where action = 'settings.changed' order by id desc limit 1"),
            StringComparison.OrdinalIgnoreCase);

        // One that a feed has deleted stays chosen, however often the page is saved, until another is.
        await application.DoAsync("delete from crm.contact_preferences");
        Assert.Equal(HttpStatusCode.SeeOther, (await administrator.SubmitAsync("/settings")).StatusCode);
        Assert.Contains(
            "no longer there", (await administrator.PageAsync("/settings")).QuerySelector("[name='Input.SharingPreferenceId'] [selected]")!
            .TextContent, StringComparison.Ordinal);
        using var none = await administrator.SubmitAsync("/settings", new()
        {
            ["Input.SharingPreferenceId"] = "", ["Input.Companies[0].Preference"] = "", ["Input.WithoutAgreement"] = "warn",
        });
        Assert.Equal(HttpStatusCode.SeeOther, none.StatusCode);
        Assert.Empty(await application.ListAsync<string>("select address from sharing_questions(array['x@example.net'])"));
    }

    [Theory]
    [InlineData("Input.SharingPreferenceId", "999999", "Input_SharingPreferenceId-error")]
    [InlineData("Input.SharingPreferenceId", "<b>", "Input_SharingPreferenceId-error")]
    [InlineData("Input.WithoutAgreement", "perhaps", "Input_WithoutAgreement-error")]
    [InlineData("Input.WithoutAgreement", "refuse", "Input_WithoutAgreement-error")]
    public async Task What_cannot_be_asked_about_sharing_is_said_beside_its_field(string field, string value, string error)
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        await application.DoAsync("update venue_settings set sharing_preference_id = null; delete from sharing_preferences");
        using var refused = await administrator.SubmitAsync("/settings", new() { [field] = value });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.NotEmpty((await refused.DocumentAsync()).QuerySelector($"#{error}")!.TextContent);
        Assert.Null(await application.AskAsync<long?>("select sharing_preference_id from venue_settings"));
    }

    [Fact]
    public async Task The_second_of_two_who_save_is_told()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        var first = await administrator.PageAsync("/settings");
        var second = await administrator.PageAsync("/settings");
        Assert.Equal(HttpStatusCode.SeeOther, (await administrator.SubmitAsync(first, "/settings")).StatusCode);
        var answer = await administrator.SubmitAsync(second, "/settings", new() { ["Input.ClientName"] = "Overwritten" });
        Assert.Contains(
            "Somebody else saved the settings", (await answer.DocumentAsync()).QuerySelector("[role=alert]")!.TextContent,
            StringComparison.Ordinal);
        Assert.DoesNotContain("Overwritten", (await administrator.PageAsync("/sign-out")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_e_mail_goes_out_and_the_reply_is_shown()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        var answer = await administrator.SubmitAsync("/settings", new() { ["To"] = "test.receiver@example.org" }, form: "#mail form");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var notice = (await answer.DocumentAsync()).QuerySelector("#mail .notice.good")!.TextContent;
        Assert.Contains("was accepted", notice, StringComparison.Ordinal);
        Assert.Contains("250", notice, StringComparison.Ordinal);
        var mails = Directory.GetFiles(application.DataDirectory, "*.eml", SearchOption.AllDirectories);
        Assert.Contains(mails, mail => File.ReadAllText(mail).Contains("test.receiver@example.org", StringComparison.Ordinal));
    }
}
