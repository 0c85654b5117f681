using System.Net;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;

namespace CustomerListSchedules.Integration.Shared;

/// <summary>What is typed to find somebody, and the addresses that pages are about, stand in no page's own address.</summary>
public sealed class SealedTextTests(TestApplication application) : IClassFixture<TestApplication>
{
    private const string Sought = "sealed.person@example.org";

    [Theory]
    [InlineData("/settings/user-accounts", "search", "td, th")]
    [InlineData("/users", "search", "td, th")]
    [InlineData("/audit", "search", "main")]
    [InlineData("/access", "search", "th.address")]
    [InlineData("/schedules", "search", "tbody")]
    public async Task What_is_typed_to_search_is_found_and_stays_out_of_the_address(string url, string field, string where)
    {
        var client = await PrepareAsync();
        var (page, at) = await SendAsync(client, url, "search form", new() { [field] = Sought[..14] });

        Assert.DoesNotContain("sealed", at, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(
            page.QuerySelectorAll(where), found => found.TextContent.Contains("sealed.person", StringComparison.OrdinalIgnoreCase)
                || found.TextContent.Contains("Sealed schedule", StringComparison.Ordinal));
        Assert.Equal(Sought[..14], page.QuerySelector($"search input[name={field}]")!.GetAttribute("value"));
        Assert.All(Links(page), link => Assert.DoesNotContain("sealed", link, StringComparison.OrdinalIgnoreCase));

        var (nothing, _) = await SendAsync(client, url, "search form", new() { [field] = new string('ü', 20_000) });
        Assert.DoesNotContain("sealed.person", nothing.QuerySelector("main")!.TextContent, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_page_of_an_address_and_its_replacement_do_not_name_it_in_theirs()
    {
        var client = await PrepareAsync();
        await new DeliveryWorld(application).AddScheduleAsync(null, ["sealed.old@example.org"]);
        var all = await client.PageAsync("/access");
        var own = await client.PageAsync(Links(all).First(link => link.StartsWith("/access/address?", StringComparison.Ordinal)));
        Assert.Contains("@", own.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.All(Links(own), link => Assert.DoesNotContain("@", Uri.UnescapeDataString(link), StringComparison.Ordinal));

        var (preview, at) = await SendAsync(
            client, "/access/replace", "main form.panel",
            new() { ["from"] = "sealed.old@example.org", ["to"] = "sealed.other@example.org" });
        Assert.DoesNotContain("sealed", at, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("sealed.old@example.org", preview.QuerySelector("input[name=from]")!.GetAttribute("value"));
        Assert.Contains("1 scheduled list changes", preview.QuerySelector("#preview-title")!.TextContent, StringComparison.Ordinal);
        using var replaced = await client.SubmitAsync(preview, "/access/replace", [], "section form");
        Assert.Equal(HttpStatusCode.SeeOther, replaced.StatusCode);
        Assert.DoesNotContain("sealed", replaced.Headers.Location!.OriginalString, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            "sealed.other@example.org",
            (await client.PageAsync(replaced.Headers.Location.OriginalString)).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Typing_into_the_search_of_schedules_puts_the_sealed_text_into_the_address()
    {
        var client = await PrepareAsync();
        using var answer = await client.SubmitAsync("/schedules", new() { ["search"] = Sought }, "search form", htmx: true);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var pushed = Assert.Single(answer.Headers.GetValues("HX-Push-Url"));
        Assert.StartsWith("/schedules?search=", pushed, StringComparison.Ordinal);
        Assert.DoesNotContain("sealed", pushed, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Sought, (await client.PageAsync(pushed)).QuerySelector("#search")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_not_offered_never_reaches_an_address(bool htmx)
    {
        var client = await PrepareAsync();
        using var answer = await client.SubmitAsync(
            "/schedules", new() { ["search"] = "x\r\ny", ["show"] = "\u0661", ["sort"] = "n\u00E4chste\r\nSet-Cookie: a=b" },
            "search form", htmx);
        var at = htmx ? Assert.Single(answer.Headers.GetValues("HX-Push-Url")) : answer.Headers.Location!.OriginalString;
        Assert.EndsWith("&show=all&sort=attention&page-number=1", at, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Links(IHtmlDocument page) =>
        page.QuerySelectorAll("main a[href]").Select(link => link.GetAttribute("href")!);

    private static async Task<(IHtmlDocument Page, string At)> SendAsync(
        HttpClient client, string url, string form, Dictionary<string, string?> values)
    {
        using var answer = await client.SubmitAsync(url, values, form);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var at = answer.Headers.Location!.OriginalString;
        return (await client.PageAsync(at), at);
    }

    private async Task<HttpClient> PrepareAsync()
    {
        var world = new DeliveryWorld(application);
        if (await world.ScalarAsync<long>("select count(*) from users where email = @Sought", new { Sought }) == 0)
        {
            await application.CreateUserAsync(Sought, Roles.CollectReport);
            var list = await world.AddScheduleAsync(null, [Sought]);
            await world.ExecuteAsync(
                "insert into audit (at, who, action) values (now(), @Sought, 'session.started')", new { Sought });
            await world.ExecuteAsync("update schedules set name = 'Sealed schedule' where id = @ScheduleId", list);
        }

        return await application.SignInAsync(Roles.Administrator);
    }
}
