using System.Net;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Integration.AddCustomerList;

/// <summary>Groups of addresses: made of those on Email to, copied in when they are picked, and nothing more.</summary>
public sealed class RecipientGroupsTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    private const string Groups = "/schedules/recipient-groups";

    private HttpClient staff = null!;
    private long schedule;
    private long list;

    private string New => $"/schedules/{schedule}/customer-lists/new";

    public async ValueTask InitializeAsync()
    {
        staff = await application.SignInAsync(Roles.InsightsAndMailings);
        schedule = await application.ScheduleAsync();
        list = await application.CustomerListAsync($"List {Guid.NewGuid()}");
    }

    public ValueTask DisposeAsync()
    {
        staff.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_group_is_made_of_the_addresses_and_picked_where_they_are_wanted_each_once()
    {
        var kept = await PressAsync(
            await staff.PageAsync(New), "KeepGroup",
            new()
            {
                ["Details.EmailTo"] = "jo@example.org; Ann@example.org", ["Details.Name"] = "Typed", ["GroupName"] = "  Stewards ",
            });
        Assert.Equal("Stewards is kept as a group.", kept.QuerySelector("#recipient-groups [role=status]")!.TextContent);
        Assert.Equal("Typed", kept.GetElementById("Details_Name")!.GetAttribute("value"));
        Assert.Equal("", kept.GetElementById("GroupName")!.GetAttribute("value") ?? "");

        var form = await staff.PageAsync(New);
        var pick = form.QuerySelectorAll("#recipient-groups button").Single(button => button.TextContent.Contains(
            "Add Stewards", StringComparison.Ordinal));
        Assert.Equal("jo@example.org, Ann@example.org", pick.GetAttribute("data-addresses"));
        var handler = pick.GetAttribute("formaction")!.Split("handler=")[1];
        var picked = await PressAsync(form, handler, new() { ["Details.EmailTo"] = "Ann@example.org, me@example.org," });
        Assert.Equal("Ann@example.org, me@example.org, jo@example.org", EmailTo(picked));
        Assert.Equal(3, picked.QuerySelectorAll("#recipients li").Length);
    }

    [Fact]
    public async Task Later_changes_of_a_group_reach_no_schedule_and_all_are_in_the_audit()
    {
        var entry = await application.EntryAsync(schedule, list, "Copied", "one@example.org", "two@example.org");
        var group = await KeepAsync("Copied to schedules", "one@example.org, two@example.org");
        var url = $"{Groups}/{group}";
        Assert.Equal("one@example.org, two@example.org", Text(await staff.PageAsync(url), "#EmailTo"));

        using var changed = await staff.SubmitAsync(
            url, new() { ["Name"] = "Renamed", ["EmailTo"] = "two@example.org, three@example.org" });
        Assert.Equal((HttpStatusCode.SeeOther, Groups), (changed.StatusCode, changed.Headers.Location!.OriginalString));
        Assert.Contains("Renamed", Text(await staff.PageAsync(Groups), "tbody"), StringComparison.Ordinal);
        using var deleted = await staff.SubmitAsync(url, form: "#delete-group form");
        Assert.Equal(HttpStatusCode.SeeOther, deleted.StatusCode);

        Assert.Equal(
            "one@example.org,two@example.org",
            await application.AskAsync<string>(
                "select string_agg(address, ',' order by position) from scheduled_list_recipients where scheduled_list_id = @entry",
                new { entry }));
        Assert.Equal(
            [
                ("recipient_group.created", "Copied to schedules", "one@example.org, two@example.org", ""),
                ("recipient_group.changed", "Renamed", "three@example.org", "one@example.org"),
                ("recipient_group.deleted", "Renamed", "", ""),
            ],
            await application.ListAsync<(string, string, string, string)>(
                """
                select action, details->>'name',
                  coalesce((select string_agg(value, ', ') from jsonb_array_elements_text(details->'addressesAdded')), ''),
                  coalesce((select string_agg(value, ', ') from jsonb_array_elements_text(details->'addressesTakenOff')), '')
                from audit where subject_type = 'recipient_group' and subject_id = @group::text and user_id is not null order by id
                """,
                new { group }));
    }

    [Theory]
    [InlineData("", "jo@example.org", "GroupName", "Give the group a name.")]
    [InlineData("Two\nlines", "jo@example.org", "GroupName", "Use one line, without characters that turn the direction of others.")]
    [InlineData("Taken by another", "jo@example.org", "GroupName", "There is a group of this name already. Choose another name.")]
    [InlineData("Empty", " , ", "Details_EmailTo", "Enter the addresses of the group first.")]
    [InlineData("Half", "jo@example.org, nobody", "Details_EmailTo", "“nobody” is not an e-mail address: it has no @.")]
    public async Task What_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(
        string name, string emailTo, string field, string words)
    {
        await application.DoAsync(
            "insert into recipient_groups (name, addresses, created_at) values ('taken BY another', '{a@example.org}', now()) "
            + "on conflict do nothing");
        var form = await staff.PageAsync(New);
        form.GetElementById("entry-form")!.SetAttribute("action", $"{New}?handler=KeepGroup");
        using var answer = await staff.SubmitAsync(
            form, New, new() { ["Details.EmailTo"] = emailTo, ["GroupName"] = name, ["Details.Name"] = "Typed" }, "#entry-form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.Equal(words, page.GetElementById($"{field}-error")!.TextContent);
        Assert.Equal("true", page.GetElementById(field)!.GetAttribute("aria-invalid"));
        Assert.Equal("Typed", page.GetElementById("Details_Name")!.GetAttribute("value"));
        Assert.Equal(emailTo, EmailTo(page));
    }

    [Fact]
    public async Task The_second_of_two_editors_is_told_and_overwrites_nothing_until_Save_is_pressed_again()
    {
        var url = $"{Groups}/{await KeepAsync("Shared", "one@example.org")}";
        var (first, second) = (await staff.PageAsync(url), await staff.PageAsync(url));
        using var saved = await staff.SubmitAsync(first, url, new() { ["EmailTo"] = "first@example.org" });
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);

        using var told = await staff.SubmitAsync(second, url, new() { ["Name"] = "By the second" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, told.StatusCode);
        var page = await told.DocumentAsync();
        Assert.Contains("it is now called “Shared” and holds first@example.org", Text(page, "#group .notice"), StringComparison.Ordinal);
        Assert.Equal("By the second", page.GetElementById("Name")!.GetAttribute("value"));
        Assert.Equal("Shared", Text(await staff.PageAsync(Groups), $"a[href='{url}']"));

        using var insisted = await staff.SubmitAsync(page, url);
        Assert.Equal(HttpStatusCode.SeeOther, insisted.StatusCode);
        Assert.Equal("By the second", Text(await staff.PageAsync(Groups), $"a[href='{url}']"));
    }

    [Fact]
    public async Task A_group_that_is_gone_answers_404_wherever_it_is_named()
    {
        var group = await KeepAsync("Soon gone", "one@example.org");
        var open = await staff.PageAsync($"{Groups}/{group}");
        var form = await staff.PageAsync(New);
        using var deleted = await staff.SubmitAsync(open, $"{Groups}/{group}", form: "#delete-group form");
        Assert.Equal(HttpStatusCode.SeeOther, deleted.StatusCode);

        await staff.PageAsync($"{Groups}/{group}", HttpStatusCode.NotFound);
        using var saved = await staff.SubmitAsync(open, $"{Groups}/{group}");
        Assert.Equal(HttpStatusCode.NotFound, saved.StatusCode);
        using var again = await staff.SubmitAsync(open, $"{Groups}/{group}", form: "#delete-group form");
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        form.GetElementById("entry-form")!.SetAttribute("action", $"{New}?handler=PickGroup&groupId={group}");
        using var picked = await staff.SubmitAsync(form, New, form: "#entry-form");
        Assert.Equal(HttpStatusCode.NotFound, picked.StatusCode);
    }

    private async Task<long> KeepAsync(string name, string emailTo)
    {
        await PressAsync(await staff.PageAsync(New), "KeepGroup", new() { ["Details.EmailTo"] = emailTo, ["GroupName"] = name });
        return await application.AskAsync<long>("select id from recipient_groups where name = @name", new { name });
    }

    private async Task<IHtmlDocument> PressAsync(IHtmlDocument page, string handler, Dictionary<string, string?> values)
    {
        page.GetElementById("entry-form")!.SetAttribute("action", $"{New}?handler={handler}");
        using var answer = await staff.SubmitAsync(page, New, values, "#entry-form");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.DocumentAsync();
    }

    private static string EmailTo(IHtmlDocument page) => ((IHtmlTextAreaElement)page.GetElementById("Details_EmailTo")!).Value;

    private static string Text(IHtmlDocument page, string selector) =>
        string.Join(' ', page.QuerySelector(selector)!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
