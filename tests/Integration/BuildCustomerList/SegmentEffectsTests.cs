using System.Net;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.Shared;
using Dapper;

namespace CustomerListSchedules.Integration.BuildCustomerList;

/// <summary>What an edit of a global segment would change, named before it is saved.</summary>
public sealed class SegmentEffectsTests(TestApplication app) : IClassFixture<TestApplication>
{
    private static readonly string[] Staff = [Roles.InsightsAndMailings];
    private static readonly string[] Administrator = [Roles.Administrator];

    [Fact]
    public async Task An_edit_of_a_global_segment_names_the_lists_that_it_changes_and_by_how_many_customers_before_it_is_saved()
    {
        await app.FillSmallVenueAsync();
        using var client = await app.SignInAsync(Administrator);
        var page = await client.PageAsync("/segments/new");
        page = await client.PressAsync(
            page, "/segments/new", "add:main.0:kind:town", new() { ["Name"] = "Near" }, form: "#segment");
        page = await client.PressAsync(page, "/segments/new", "keep", new() { ["Criterion.Lines"] = "Oxford" }, form: "#segment");
        await client.PressAsync(page, "/segments/new", "save", [], HttpStatusCode.SeeOther, "#segment");
        var segment = (await QueryAsync<long>("select id from segments where name = 'Near'"))[0];

        var list = await client.AddListAsync("Neighbours");
        page = await client.PageAsync(list);
        page = await client.PressAsync(page, list, $"add:main.0:global:{segment}", []);
        await client.PressAsync(page, list, "save", [], HttpStatusCode.SeeOther);

        var url = $"/segments/{segment}";
        page = await client.PageAsync(url);
        page = await client.PressAsync(page, url, "edit:main.0.0.0", [], form: "#segment");
        page = await client.PressAsync(page, url, "keep", new() { ["Criterion.Lines"] = "Witney" }, form: "#segment");
        page = await client.PressAsync(page, url, "compare", [], form: "#segment");
        var oxford = (await QueryAsync<long>("select count(*) from crm.customers where lower(town) = 'oxford'"))[0];
        var witney = (await QueryAsync<long>("select count(*) from crm.customers where lower(town) = 'witney'"))[0];
        Assert.Equal(
            ["Goes to nobody", $"{oxford}", $"{witney}", $"{witney}", $"{oxford}"],
            page.QuerySelectorAll("#effects tbody th small, #effects tbody td").Select(cell => cell.TextContent.Trim()));
        Assert.Contains(
            "Oxford", (await QueryAsync<string>("select definition::text from segments where name = 'Near'"))[0], StringComparison.Ordinal);

        await client.PressAsync(page, url, "save", [], HttpStatusCode.SeeOther, "#segment");
        Assert.Contains("live in Witney", (await client.PageAsync(list)).QuerySelector(".sentence")!.TextContent, StringComparison.Ordinal);
        await client.SubmitAsync(url, form: "#delete-segment form");
        Assert.Contains("lists use it: Neighbours", (await client.PageAsync(url)).Body!.TextContent, StringComparison.Ordinal);

        using var staff = await app.SignInAsync(Staff);
        var seen = await staff.PageAsync(url);
        Assert.Null(seen.QuerySelector("#segment"));
        Assert.NotEqual(HttpStatusCode.OK, (await staff.GetAsync("/segments/new", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task What_a_slow_edit_changes_is_named_at_once_and_counted_beside_the_request()
    {
        await app.FillSmallVenueAsync();
        using var client = await app.SignInAsync(Administrator);
        var page = await client.PageAsync("/segments/new");
        page = await client.PressAsync(
            page, "/segments/new", "add:main.0:kind:town", new() { ["Name"] = "Slow" }, form: "#segment");
        page = await client.PressAsync(page, "/segments/new", "keep", new() { ["Criterion.Lines"] = "Oxford" }, form: "#segment");
        await client.PressAsync(page, "/segments/new", "save", [], HttpStatusCode.SeeOther, "#segment");
        var segment = (await QueryAsync<long>("select id from segments where name = 'Slow'"))[0];
        var list = await client.AddListAsync("Slow neighbours");
        page = await client.PressAsync(await client.PageAsync(list), list, $"add:main.0:global:{segment}", []);
        await client.PressAsync(page, list, "save", [], HttpStatusCode.SeeOther);

        var url = $"/segments/{segment}";
        page = await client.PageAsync(url);
        AngleSharp.Dom.IElement effects;
        await using (var blocker = await app.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            // Nothing can be read of the customers meanwhile.
            await using var transaction = await blocker.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await blocker.ExecuteAsync("lock table crm.customers in access exclusive mode");
            using var answer = await client.SubmitAsync(page, url, new() { ["Do"] = "compare" }, "#segment", htmx: true);
            effects = (await answer.DocumentAsync()).QuerySelector("#effects")!;
            Assert.Contains("Slow neighbours", effects.TextContent, StringComparison.Ordinal);
            Assert.NotNull(effects.QuerySelector("progress"));
            Assert.NotNull(effects.QuerySelector("button[value=abandon]"));
        }

        var poll = effects.GetAttribute("hx-get")!;
        await Patience.UntilAsync(async () => (await client.PageAsync(poll)).QuerySelectorAll("tbody tr").Length == 1);
        using var other = await app.SignInAsync(Administrator);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(poll, TestContext.Current.CancellationToken)).StatusCode);
    }

    private Task<IReadOnlyList<T>> QueryAsync<T>(string sql) => app.ListAsync<T>(sql);
}
