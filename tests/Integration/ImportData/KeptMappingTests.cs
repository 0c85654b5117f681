using System.Net;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.ImportData.Mappings;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>How files of a layout are read, kept by a name and used again.</summary>
public sealed class KeptMappingTests(ImportWorld world) : IClassFixture<ImportWorld>
{
    [Fact]
    public async Task Choices_are_kept_by_a_name_used_for_the_next_file_and_forgotten()
    {
        var client = await world.Application.SignInAsync(Roles.Administrator);
        var first = (await world.UploadAsync("customers", "Card,Called,Born,Shoe\nK1,Ada,25/12/1985,7\n")).Id;
        var url = $"/import/{first}/columns";
        Dictionary<string, string?> chosen = new()
        {
            ["Input.Columns[0]"] = "external_reference",
            ["Input.Columns[1]"] = "last_name",
            ["Input.Columns[2]"] = "birth_date",
            ["Input.RefuseBadCells"] = "true",
        };
        var long101 = await client.SubmitAsync(url, new(chosen) { ["Input.KeepAs"] = new string('x', 101) }, "#columns");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, long101.StatusCode);
        Assert.Contains(
            "At most 100 characters.", (await long101.DocumentAsync()).QuerySelector("#Input_KeepAs-error")!.TextContent,
            StringComparison.Ordinal);
        var kept = await client.SubmitAsync(url, new(chosen) { ["Input.KeepAs"] = " Weekly " }, "#columns");
        Assert.Equal(HttpStatusCode.SeeOther, kept.StatusCode);
        Assert.True(await world.SendAsync(new WorkOnImport()));

        // A single row: its cells leave open whether this is April or March.
        var second = (await world.UploadAsync("customers", "Shoe,BORN,called,card,Phone\n7,03/04/1985,Grace,K2,1\n")).Id;
        url = $"/import/{second}/columns";
        var page = await client.PageAsync(url);
        Assert.Equal(["Weekly"], page.QuerySelectorAll("#Input_Mapping option").Select(option => option.TextContent));
        var used = await PressAsync(client, page, "Use");
        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        var shown = await used.DocumentAsync();
        Assert.Equal(["", "birth_date", "last_name", "external_reference", "phone"], Selected(shown, "Columns"));
        Assert.Equal("true", shown.QuerySelector("[name='Input.RefuseBadCells'][checked]")!.GetAttribute("value"));
        var done = await client.SubmitAsync(shown, url, form: "#columns");
        Assert.Equal(HttpStatusCode.SeeOther, done.StatusCode);
        Assert.True(await world.SendAsync(new WorkOnImport()));
        await world.StartAsync(await world.FindAsync(second));
        Assert.Equal("1985-04-03 Grace", await world.ScalarAsync<string>(
            "select birth_date || ' ' || last_name from crm.customers where external_reference = 'K2'"));

        var other = (await world.UploadAsync("customers", "Card\nK3\n")).Id;
        await PressAsync(client, await client.PageAsync($"/import/{other}/columns"), "Forget");
        Assert.Empty(await world.SendAsync(new ListMappings("customers")));
        Assert.Equal(
            ["import_mapping.forgotten", "import_mapping.kept", "import_mapping.kept"],
            await world.LinesAsync("select action from audit where details ->> 'Name' = 'Weekly' order by 1"));
    }

    [Fact]
    public async Task A_mapping_is_of_its_kind_and_found_whatever_its_capitals()
    {
        var import = await world.UploadAsync("events", "External Reference,Name\nE1,Play\n");
        await world.SendAsync(new KeepMapping("events", "Shows", import.Settings, ImportWorld.Somebody));
        Assert.NotNull(await world.SendAsync(new GetMapping("events", " SHOWS ")));
        Assert.Null(await world.SendAsync(new GetMapping("customers", "Shows")));
    }

    private static Task<HttpResponseMessage> PressAsync(HttpClient client, IHtmlDocument page, string button)
    {
        var url = page.QuerySelectorAll("#columns button").Single(each => each.TextContent == button).GetAttribute("formaction")!;
        page.QuerySelector("#columns")!.SetAttribute("action", url);
        return client.SubmitAsync(page, url, new() { ["Input.Mapping"] = "Weekly" }, "#columns");
    }

    private static IEnumerable<string> Selected(AngleSharp.Dom.IDocument page, string name) =>
        page.QuerySelectorAll($"select[name^='Input.{name}[']").OfType<IHtmlSelectElement>().Select(select => select.Value ?? "");
}
