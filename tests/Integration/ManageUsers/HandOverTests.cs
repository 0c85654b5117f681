using System.Net;
using AngleSharp.Dom;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Integration.AddCustomerList;

namespace CustomerListSchedules.Integration.ManageUsers;

public sealed class HandOverTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Fact]
    public async Task Deactivating_shows_what_somebody_owns_and_hands_it_over()
    {
        var (leaver, schedules) = await OwnerAsync("Winter list", "Spring list");
        var colleague = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var administrator = await application.SignInAsync(Roles.Administrator);
        var url = $"/settings/user-accounts/{leaver.Id}";
        var page = await administrator.PageAsync(url);
        Assert.Equal(["Spring list", "Winter list"], page.QuerySelectorAll("#confirm-active li").Select(item => item.TextContent));
        var refused = await (await administrator.SubmitAsync(page, url, new() { ["Name"] = "" }, form: "#user-account")).DocumentAsync();
        Assert.Equal(["Spring list", "Winter list"], refused.QuerySelectorAll("#confirm-active li").Select(item => item.TextContent));

        var answer = await administrator.SubmitAsync(page, url, new() { ["to"] = colleague.Id.ToString() }, form: "#confirm-active form");
        Assert.Equal(url, answer.Headers.Location!.OriginalString);
        Assert.Equal(2, await OwnedByAsync(colleague));
        Assert.Equal(
            schedules.Order(),
            (await application.ListAsync<string>(
                "select subject_id from audit where action = 'schedule.owner_changed' and details->>'to' = @id",
                new { id = colleague.Id.ToString() }))
                .Select(id => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)).Order());
        var after = await administrator.PageAsync(url);
        Assert.Contains("2 schedules are handed over", after.QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        Assert.Null(after.QuerySelector("#hand-over"));
    }

    [Fact]
    public async Task Schedules_of_somebody_who_left_already_are_pointed_out_and_handed_over_later()
    {
        var (leaver, _) = await OwnerAsync("Left behind");
        var colleague = await application.CreateUserAsync(null, Roles.Administrator);
        var administrator = await application.SignInAsync(Roles.Administrator);
        var url = $"/settings/user-accounts/{leaver.Id}";
        await administrator.SubmitAsync(url, form: "#confirm-active form");
        Assert.Equal(1, await OwnedByAsync(leaver));
        var list = await administrator.PageAsync("/settings/user-accounts");
        Assert.Equal(url, list.QuerySelector(".notice.warn a")!.GetAttribute("href"));

        await administrator.SubmitAsync(url, new() { ["to"] = colleague.Id.ToString() }, form: "#hand-over");
        Assert.Equal(1, await OwnedByAsync(colleague));
        Assert.DoesNotContain(
            leaver.Name, (await administrator.PageAsync("/settings/user-accounts")).QuerySelector(".notice.warn")?.TextContent ?? "",
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("partner")]
    [InlineData("deactivated")]
    [InlineData("themselves")]
    [InlineData("nobody")]
    public async Task Schedules_are_handed_to_active_staff_only(string to)
    {
        var (owner, _) = await OwnerAsync("Stays");
        var other = await application.CreateUserAsync(null, to == "partner" ? Roles.CollectReport : Roles.InsightsAndMailings);
        await application.DoAsync("update users set deactivated_at = now() where id = @Id and @to = 'deactivated'", new { other.Id, to });
        var administrator = await application.SignInAsync(Roles.Administrator);
        var url = $"/settings/user-accounts/{owner.Id}";
        var id = to switch { "themselves" => owner.Id.ToString(), "nobody" => "", _ => other.Id.ToString() };
        var answer = await administrator.SubmitAsync(url, new() { ["to"] = id }, form: "#hand-over");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Contains(
            "not handed over", (await administrator.PageAsync(url)).QuerySelector(".notice.bad")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(1, await OwnedByAsync(owner));
    }

    [Fact]
    public async Task Nobody_deactivates_their_own_account_and_its_schedules_stay()
    {
        var (owner, _) = await OwnerAsync("Mine");
        var colleague = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var own = await application.SignInAsAsync(owner.Email!);
        await application.DoAsync("insert into user_roles select @Id, id from roles where name = 'Administrator'", new { owner.Id });
        var url = $"/settings/user-accounts/{owner.Id}";
        await own.SubmitAsync(url, new() { ["to"] = colleague.Id.ToString() }, form: "#confirm-active form");
        Assert.Equal(1, await OwnedByAsync(owner));
        await own.PageAsync("/account");
    }

    private async Task<(User Owner, IReadOnlyList<long> Schedules)> OwnerAsync(params string[] names)
    {
        var owner = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var ids = new List<long>();
        foreach (var name in names)
        {
            ids.Add(await application.ScheduleAsync(name));
        }

        await application.DoAsync("update schedules set owner_id = @Id where id = any(@ids)", new { owner.Id, ids = ids.ToArray() });
        return (owner, ids);
    }

    private Task<int> OwnedByAsync(User user) =>
        application.AskAsync<int>("select count(*)::int from schedules where owner_id = @Id and deleted_at is null", new { user.Id });
}
