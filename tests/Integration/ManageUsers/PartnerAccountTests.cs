using System.Net;
using CustomerListSchedules.Features.ManageUsers;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.ManageUsers;

/// <summary>Customer List Schedules &gt; Users: what a partner gets, and the correction of a name or an address.</summary>
public sealed class PartnerAccountTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public PartnerAccountTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
    }

    [Fact]
    public async Task A_name_in_the_list_leads_to_what_that_person_gets()
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var list = await world.AddScheduleAsync(null, [partner.Email!], onDemand: true);
        await world.AddScheduleAsync(null, ["somebody.else@example.org"]);
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);

        var row = (await staff.PageAsync("/users")).QuerySelectorAll("tbody tr")
            .Single(row => row.TextContent.Contains(partner.Email!, StringComparison.Ordinal));
        var page = await staff.PageAsync(row.QuerySelector("th a")!.GetAttribute("href")!);

        var gets = Assert.Single(page.QuerySelectorAll("section[aria-labelledby=gets] tbody tr"));
        Assert.Equal($"/schedules/{list.ScheduleId}", gets.QuerySelector("th a")!.GetAttribute("href"));
        Assert.Contains("may run it", gets.TextContent, StringComparison.Ordinal);
        foreach (var link in gets.QuerySelectorAll("a"))
        {
            await staff.PageAsync(link.GetAttribute("href")!); // None is for administrators alone.
        }
    }

    [Fact]
    public async Task Staff_correct_a_name_without_a_password_and_the_sessions_go_on()
    {
        var (staff, partner, session) = await PeopleAsync();
        application.Pass(Duration.FromMinutes(6));

        using var saved = await staff.SubmitAsync($"/users/{partner.Id}", new() { ["Name"] = "Wendy Clay-Kiln" }, "#user-account");

        Assert.Equal("/users", saved.Headers.Location!.OriginalString);
        Assert.Contains("Wendy Clay-Kiln", (await staff.PageAsync("/users")).Body!.TextContent, StringComparison.Ordinal);
        await session.PageAsync("/partner-companies");
        Assert.Equal(
            partner.Email,
            await world.ScalarAsync<string>(
                "select details->'after'->>'Email' from audit where action = 'account.changed' and subject_id = @Id::text", partner));
    }

    [Fact]
    public async Task A_company_is_kept_offered_to_the_next_and_has_one_spelling()
    {
        var (staff, partner, _) = await PeopleAsync();
        application.Pass(Duration.FromMinutes(6)); // It takes no password.
        Assert.Empty((await staff.PageAsync($"/users/{partner.Id}")).QuerySelector("#Company")!.GetAttribute("value") ?? "");

        using var saved = await staff.SubmitAsync(
            $"/users/{partner.Id}", new() { ["Company"] = " Harbour Productions " }, "#user-account");
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        var add = await staff.PageAsync("/users/new");
        Assert.Contains("Harbour Productions", add.QuerySelectorAll("#companies option").Select(option => option.GetAttribute("value")));
        using var added = await staff.SubmitAsync(
            add, "/users/new", new()
            {
                ["Name"] = "Second", ["Email"] = "second@harbour.example", ["Password"] = "three blue kettles",
                ["Company"] = "HARBOUR productions",
            }, "#user-account");
        Assert.Equal(HttpStatusCode.SeeOther, added.StatusCode);

        Assert.Equal(
            ["Harbour Productions", "Harbour Productions"],
            await world.QueryAsync<string>(
                "select company from users where id = @Id or email = 'second@harbour.example' order by created_at", partner));
        Assert.Contains(
            "Harbour Productions",
            await world.ScalarAsync<string>(
                "select details->'after'->>'Company' from audit where action = 'account.changed' and subject_id = @Id::text", partner),
            StringComparison.Ordinal);
        var found = await staff.PageAsync((await staff.SubmitAsync("/users", new() { ["search"] = "harbour prod" }, "search form"))
            .Headers.Location!.OriginalString);
        Assert.Equal(2, found.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("Harbour", found.QuerySelector("tbody tr th small")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Two\nlines")]
    [InlineData(null)]
    public async Task A_company_that_cannot_be_one_is_told_beside_its_field(string? typed)
    {
        var (staff, partner, _) = await PeopleAsync();
        typed ??= new string('c', 201);
        using var refused = await staff.SubmitAsync($"/users/{partner.Id}", new() { ["Company"] = typed }, "#user-account");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var page = await refused.DocumentAsync();
        Assert.NotEmpty(page.QuerySelector("#Company-error")!.TextContent);
        Assert.StartsWith(typed[..3], page.QuerySelector("#Company")!.GetAttribute("value"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_no_account_of_staff_is_outside_capitals_included()
    {
        var staff = await application.CreateUserAsync("In.House@venue.example", Roles.InsightsAndMailings);
        var left = await application.CreateUserAsync("left@venue.example", Roles.Administrator, Roles.CollectReport);
        var partner = await application.CreateUserAsync("dana@harbour.example", Roles.CollectReport);
        await world.ExecuteAsync("update users set deactivated_at = now() where id = @Id", left);
        await world.ExecuteAsync("update users set company = 'Quay Street' where id = @Id", partner);
        Assert.Equal(
            ["dana@harbour.example of Quay Street", "left@venue.example of ", "in.house@venue.example of ", "nobody@x.example of "],
            await world.QueryAsync<string>(
                "select address || ' of ' || coalesce(company, '') from outsiders(@addresses)",
                new
                {
                    addresses = new[]
                    {
                        partner.Email!, staff.Email!, left.Email!, "in.house@venue.example", "nobody@x.example",
                    },
                }));
    }

    [Fact]
    public async Task Another_address_takes_the_password_ends_the_sessions_and_keeps_what_was_typed_when_it_is_refused()
    {
        var (staff, partner, session) = await PeopleAsync();
        var url = $"/users/{partner.Id}";
        application.Pass(Duration.FromMinutes(6));
        var address = $"new.{partner.Email}";

        foreach (var typed in new[] { "", "not my password" })
        {
            using var refused = await staff.SubmitAsync(
                url, new() { ["Email"] = address, ["Name"] = "Typed", ["Present"] = typed }, "#user-account");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            var again = await refused.DocumentAsync();
            Assert.NotEqual("", again.QuerySelector("#Present-error")!.TextContent);
            Assert.Equal(address, again.QuerySelector("#Email")!.GetAttribute("value"));
            Assert.Equal("Typed", again.QuerySelector("#Name")!.GetAttribute("value"));
        }

        await session.PageAsync("/partner-companies");
        using var saved = await staff.SubmitAsync(
            url, new() { ["Email"] = address, ["Present"] = TestApplication.Password }, "#user-account");
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        using var ended = await session.GetAsync("/partner-companies", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, ended.StatusCode);
        Assert.Contains("/sign-in", ended.Headers.Location!.OriginalString, StringComparison.Ordinal);
        await application.SignInAsAsync(address);
    }

    [Theory]
    [InlineData("", "Enter an e-mail address.", "Email")]
    [InlineData("taken", "", "Email")]
    public async Task A_refused_address_is_told_beside_its_field(string address, string words, string field)
    {
        var (staff, partner, _) = await PeopleAsync();
        var other = await application.CreateUserAsync(null, Roles.CollectReport);
        using var refused = await staff.SubmitAsync(
            $"/users/{partner.Id}", new() { ["Email"] = address == "taken" ? other.Email!.ToUpperInvariant() : address }, "#user-account");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var error = (await refused.DocumentAsync()).QuerySelector($"#{field}-error")!.TextContent;
        Assert.NotEqual("", error);
        Assert.True(words.Length == 0 || error.Length > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_Email_to_names_the_old_address_is_said_and_replaced_when_that_is_ticked(bool replaces)
    {
        var (staff, partner, _) = await PeopleAsync();
        var list = await world.AddScheduleAsync(null, [partner.Email!, "kept@example.org"], onDemand: true);
        var url = $"/users/{partner.Id}";
        var page = await staff.PageAsync(url);
        Assert.Contains("1 scheduled list names", page.QuerySelector("#in-lists")!.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/schedules/{list.ScheduleId}", page.QuerySelector("#in-lists ul a")!.GetAttribute("href"));
        var address = $"moved.{partner.Email}";

        Dictionary<string, string?> form = new() { ["Email"] = address };
        if (replaces)
        {
            form["Replaces"] = "true";
        }

        using var saved = await staff.SubmitAsync(page, url, form, "#user-account");

        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Equal(
            replaces ? [address, "kept@example.org"] : [partner.Email!, "kept@example.org"],
            await world.QueryAsync<string>(
                "select address::text from scheduled_list_recipients where scheduled_list_id = @ScheduledListId order by position", list));
        Assert.Equal(
            replaces ? 1 : 0,
            await world.ScalarAsync<int>(
                "select count(*) from audit where action = 'scheduled_list.address_replaced' and subject_id = @ScheduledListId::text",
                list));
        if (replaces)
        {
            Assert.Contains(
                $"{address} is in the place of {partner.Email} in 1 scheduled list", (await staff.PageAsync("/users"))
                .QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_schedule_that_changed_since_the_form_was_shown_stops_the_correction_and_the_replacement()
    {
        var (staff, partner, _) = await PeopleAsync();
        var list = await world.AddScheduleAsync(null, [partner.Email!]);
        var url = $"/users/{partner.Id}";
        var page = await staff.PageAsync(url);
        await world.ExecuteAsync("update scheduled_lists set version = version + 1 where id = @ScheduledListId", list);

        using var refused = await staff.SubmitAsync(
            page, url, new() { ["Email"] = $"late.{partner.Email}", ["Replaces"] = "true" }, "#user-account");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(
            "Nothing was changed", (await refused.DocumentAsync()).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(partner.Email, await world.ScalarAsync<string>("select email from users where id = @Id", partner));
    }

    [Fact]
    public async Task The_second_of_two_who_correct_an_account_is_told_and_overwrites_nothing()
    {
        var (staff, partner, _) = await PeopleAsync();
        var url = $"/users/{partner.Id}";
        var (first, second) = (await staff.PageAsync(url), await staff.PageAsync(url));
        using var saved = await staff.SubmitAsync(first, url, new() { ["Name"] = "First" }, "#user-account");
        using var late = await staff.SubmitAsync(second, url, new() { ["Name"] = "Second" }, "#user-account");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.StatusCode);
        Assert.Contains(
            "Somebody else changed this account", (await late.DocumentAsync()).QuerySelector("[role=alert]")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal("First", await world.ScalarAsync<string>("select name from users where id = @Id", partner));
    }

    [Theory]
    [InlineData("/users/new")]
    [InlineData("/users/{0}/change-password")]
    [InlineData("/settings/user-accounts/new")]
    public async Task A_pass_phrase_is_suggested_with_every_new_password_and_can_be_used_as_it_stands(string url)
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var administrator = await application.SignInAsync(Roles.Administrator);
        url = url.Replace("{0}", $"{partner.Id}", StringComparison.Ordinal);
        var (one, other) = (await administrator.PageAsync(url), await administrator.PageAsync(url));
        var phrase = one.QuerySelector("#suggested")!.TextContent;
        Assert.NotEqual(phrase, other.QuerySelector("#suggested")!.TextContent);
        Assert.Equal(PassPhrase.Length, phrase.Split(' ').Length);

        var address = $"{Guid.NewGuid():N}@example.org";
        using var saved = await administrator.SubmitAsync(one, url, new()
        {
            ["Name"] = "Newcomer", ["Email"] = address, ["Password"] = phrase, ["Roles"] = Roles.CollectReport,
        });

        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        await application.SignInAsAsync(url.Contains("change", StringComparison.Ordinal) ? partner.Email! : address, phrase);
    }

    [Theory]
    [InlineData("/collect/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Sign in to collect the file you were e-mailed")]
    [InlineData("/collect/x", "Sign in to collect the file you were e-mailed")]
    [InlineData("/partner-companies", "Sign in to see your reports")]
    [InlineData("/schedules", "Sign in")]
    public async Task The_sign_in_says_what_for_by_the_kind_of_address_alone(string address, string words)
    {
        using var visitor = application.Visitor();
        using var answer = await visitor.GetAsync(address, TestContext.Current.CancellationToken);
        var page = await visitor.PageAsync(answer.Headers.Location!.OriginalString);
        Assert.Equal(words, page.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task The_sign_in_of_a_true_link_is_that_of_any_other_to_the_letter()
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        await world.AddScheduleAsync(application.Clock.GetCurrentInstant(), [partner.Email!]);
        await world.AddCustomersAsync(1);
        await world.DeliverEverythingAsync();
        var mail = MailText.In(Path.Combine(application.DataDirectory, "mail"))
            .Single(text => text.Contains(partner.Email!, StringComparison.Ordinal));
        var text = MailText.Plain(mail);
        var from = text.IndexOf("/collect/", StringComparison.Ordinal);
        var link = text[from..(from + "/collect/".Length + 43)];
        var unknown = "/collect/" + new string('A', 43);

        Assert.Equal(await SignInOf(unknown), (await SignInOf(link)).Replace(link, unknown, StringComparison.Ordinal));

        async Task<string> SignInOf(string address)
        {
            using var visitor = application.Visitor();
            using var answer = await visitor.GetAsync(address, TestContext.Current.CancellationToken);
            var page = await visitor.PageAsync(answer.Headers.Location!.OriginalString);
            page.QuerySelector("input[name=__RequestVerificationToken]")?.Remove();
            return page.QuerySelector("main")!.InnerHtml;
        }
    }

    private async Task<(HttpClient Staff, User Partner, HttpClient Session)> PeopleAsync()
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var session = await application.SignInAsAsync(partner.Email!);
        return (await application.SignInAsync(Roles.InsightsAndMailings), partner, session);
    }
}
