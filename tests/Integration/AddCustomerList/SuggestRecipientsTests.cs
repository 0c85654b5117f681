using CustomerListSchedules.Features.AddCustomerList.Groups;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Integration.AddCustomerList;

public sealed class SuggestRecipientsTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Fact]
    public async Task Groups_come_first_then_staff_then_those_outside_and_nobody_who_is_named_already()
    {
        await application.CreateUserAsync("zoe.quill@theatre.example", Roles.InsightsAndMailings, Roles.CollectReport);
        await application.CreateUserAsync("amy.quill@theatre.example", Roles.Administrator);
        await application.CreateUserAsync("quill@partner.example", Roles.CollectReport);
        await GroupAsync("Quill's people", "quill@partner.example", "zoe.quill@theatre.example");
        await GroupAsync("The quill office", "zoe.quill@theatre.example");
        var list = await application.CustomerListAsync("For Quill");
        await application.EntryAsync(await application.ScheduleAsync("Quills"), list, "A", "former.quill@elsewhere.example");

        Assert.Equal(
            [
                "Quill's people: group outside",
                "The quill office: group inside",
                "quill@partner.example: outside, can collect",
                "zoe.quill@theatre.example: inside, can collect",
                "amy.quill@theatre.example: inside",
                "former.quill@elsewhere.example: outside",
            ],
            await SuggestAsync("Quill", ""));
        Assert.Equal(
            ["amy.quill@theatre.example: inside"],
            (await SuggestAsync("quill@theatre", "zoe.quill@theatre.example, half")));
    }

    [Fact]
    public async Task An_address_is_found_by_the_name_of_its_account_and_signs_of_patterns_are_letters()
    {
        var user = await application.CreateUserAsync("w@clay.example", Roles.CollectReport);
        await application.DoAsync("update users set name = 'Wanda Underhill' where id = @Id", new { user.Id });
        Assert.Equal(["w@clay.example: outside, can collect"], await SuggestAsync(" underhill ", ""));
        Assert.Empty(await SuggestAsync("w_nda", ""));
        Assert.Empty(await SuggestAsync("%", ""));
        Assert.Empty(await SuggestAsync(new string('w', 300), ""));
    }

    [Fact]
    public async Task A_deactivated_account_and_an_address_spelt_unlike_its_account_are_not_offered()
    {
        await application.CreateUserAsync("Spelt@capitals.example", Roles.CollectReport);
        var gone = await application.CreateUserAsync("gone@capitals.example", Roles.CollectReport);
        await application.DoAsync("update users set deactivated_at = now() where id = @Id", new { gone.Id });
        var list = await application.CustomerListAsync("Capitals");
        await application.EntryAsync(
            await application.ScheduleAsync("Capitals"), list, "A", "spelt@capitals.example", "gone@capitals.example");
        Assert.Equal(["Spelt@capitals.example: outside, can collect"], await SuggestAsync("capitals.example", ""));
    }

    [Fact]
    public async Task Few_are_offered_also_of_very_many()
    {
        var list = await application.CustomerListAsync("Many");
        await application.EntryAsync(
            await application.ScheduleAsync("Many"), list, "A", [.. Enumerable.Range(1, 150).Select(i => $"many{i}@example.org")]);
        Assert.Equal(SuggestRecipients.Most, (await SuggestAsync("many", "")).Count);
    }

    [Fact]
    public async Task The_page_offers_what_is_posted_with_the_form()
    {
        await GroupAsync("Posted people", "posted@elsewhere.example");
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var url = $"/schedules/{await application.ScheduleAsync()}/customer-lists/new";
        var page = await staff.PageAsync(url);
        var field = page.QuerySelector("[name=Typed]")!;
        page.GetElementById("entry-form")!.SetAttribute("action", field.GetAttribute("hx-post"));
        using var answer = await staff.SubmitAsync(
            page, url, new() { ["Typed"] = "posted", ["Details.EmailTo"] = "" }, "#entry-form", htmx: true);
        var options = (await answer.DocumentAsync()).QuerySelectorAll("#recipient-options [role=option]");
        var option = Assert.Single(options);
        Assert.Equal("posted@elsewhere.example", option.GetAttribute("data-addresses"));
        Assert.Equal("false", option.GetAttribute("data-inside"));
        Assert.Equal("some outside", option.QuerySelector(".badge")!.TextContent);
    }

    private Task GroupAsync(string name, params string[] addresses) => application.DoAsync(
        "insert into recipient_groups (name, addresses, created_at) values (@name, @addresses, now())", new { name, addresses });

    private async Task<IReadOnlyList<string>> SuggestAsync(string typed, string emailTo) =>
    [
        .. (await application.SendAsync(new SuggestRecipients(typed, emailTo))).Select(offered => offered.IsGroup
            ? $"{offered.Name}: group {(offered.Inside ? "inside" : "outside")}"
            : $"{Assert.Single(offered.Addresses)}: {(offered.Inside ? "inside" : "outside")}"
                + (offered.MayCollect ? ", can collect" : "")),
    ];
}
