using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>The steps of an import as a browser without scripts goes through them.</summary>
public sealed class ImportPagesTests(ImportWorld world) : IClassFixture<ImportWorld>
{
    [Fact]
    public async Task A_file_is_uploaded_its_columns_chosen_checked_imported_and_its_refused_rows_downloaded()
    {
        await world.ExecuteAsync("delete from data_imports");
        var client = await world.Application.SignInAsync(Roles.Administrator);
        var uploaded = await UploadAsync(
            client, "customers", "people.csv", "Card;Forename;Mail\nP1;Zoë;zoe@example.org\nP2;Ada;nothing\n");
        Assert.Equal(HttpStatusCode.SeeOther, uploaded.StatusCode);
        var columnsUrl = uploaded.Headers.Location!.OriginalString;

        var columns = await client.PageAsync(columnsUrl);
        Assert.Equal(["", "first_name", "email"], Selected(columns));
        var refused = await client.SubmitAsync(columns, columnsUrl, new() { ["Input.Columns[2]"] = "" }, "#columns");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(
            "External Reference, Customer ID or Email is needed", (await refused.DocumentAsync()).QuerySelector(".notice.bad")!.TextContent,
            StringComparison.Ordinal);

        var chosen = await client.SubmitAsync(
            columns, columnsUrl, new() { ["Input.Columns[0]"] = "external_reference", ["Input.RefuseBadCells"] = "true" }, "#columns");
        Assert.Equal(HttpStatusCode.SeeOther, chosen.StatusCode);
        var url = chosen.Headers.Location!.OriginalString;
        Assert.NotNull((await client.PageAsync(url)).QuerySelector("progress"));
        Assert.True(await world.SendAsync(new WorkOnImport()));

        var check = await client.PageAsync(url);
        Assert.Equal(["1 added", "0 changed", "0 unchanged", "1 refused"], Figures(check));
        var started = await client.SubmitAsync(check, url, form: "#import form");
        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        Assert.True(await world.SendAsync(new WorkOnImport()));
        var result = await client.PageAsync(url);
        Assert.Equal(["1 added", "0 changed", "0 unchanged", "1 refused"], Figures(result));
        using var file = await client.GetAsync(
            result.QuerySelector("a[data-file]")!.GetAttribute("href"), TestContext.Current.CancellationToken);
        Assert.Equal("text/csv; charset=utf-8", file.Content.Headers.ContentType!.ToString());
        var text = await file.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("P2,Ada,nothing,3,Email: Not an e-mail address,", text, StringComparison.Ordinal);
        Assert.Contains("Imported", (await client.PageAsync("/import")).QuerySelector("tbody tr")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_at_once_leaves_out_the_columns_where_all_of_them_are_clear()
    {
        await world.ExecuteAsync("delete from data_imports");
        var client = await world.Application.SignInAsync(Roles.Administrator);
        using var uploaded = await UploadAsync(
            client, "customers", "clear.csv", "External Reference,First Name,Email\nCL1,Zoë,zoe@example.org\n", atOnce: true);
        var url = uploaded.Headers.Location!.OriginalString;
        Assert.Matches("^/import/[0-9]+$", url);
        Assert.True(await world.SendAsync(new WorkOnImport()));
        var check = await client.PageAsync(url);
        Assert.Equal(["1 added", "0 changed", "0 unchanged"], Figures(check).Take(3));
        Assert.Equal(
            0, await world.ScalarAsync<int>("select count(*)::int from crm.customers where external_reference = 'CL1'"));
        using var started = await client.SubmitAsync(check, url, form: "#import form");
        Assert.True(await world.SendAsync(new WorkOnImport()));
        Assert.Equal(
            1, await world.ScalarAsync<int>("select count(*)::int from crm.customers where external_reference = 'CL1'"));
    }

    [Theory]
    [InlineData("External Reference,First Name,Shoe\nCL2,Ada,7\n")] // A column that goes nowhere.
    [InlineData("First Name\nAda\n")] // Nothing says who it is.
    [InlineData("External Reference,First Name,Birth Date\nCL2,Ada,03/04/1985\n")] // March or April.
    [InlineData("External Reference,First Name\nCL2,NULL\n")] // Looks wrong.
    public async Task Check_at_once_shows_the_columns_where_anything_is_open_and_says_so(string text)
    {
        await world.ExecuteAsync("delete from data_imports");
        var client = await world.Application.SignInAsync(Roles.Administrator);
        using var uploaded = await UploadAsync(client, "customers", "open.csv", text, atOnce: true);
        var url = uploaded.Headers.Location!.OriginalString;
        Assert.EndsWith("/columns", url, StringComparison.Ordinal);
        Assert.Contains("Not everything in this file is clear", (await client.PageAsync(url)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("uploaded", await world.ScalarAsync<string>("select state from data_imports"));
    }

    [Fact]
    public async Task What_a_file_leaves_open_is_asked_beside_its_column_and_nothing_chosen_is_lost()
    {
        await world.ImportAsync("customers", "External Reference,First Name,Town\nOQ1,Ada,Leeds\n");
        var client = await world.Application.SignInAsync(Roles.Administrator);
        var uploaded = await UploadAsync(
            client, "customers", "open.csv", "External Reference,Forename,Birth Date,Shoe\nOQ1,Grace,03/04/1985,7\n");
        var url = uploaded.Headers.Location!.OriginalString;
        var open = await client.SubmitAsync(url, new() { ["Input.Columns[3]"] = "title" }, "#columns");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, open.StatusCode);
        var page = await open.DocumentAsync();
        Assert.Contains(
            "03/04/1985 can be 3 April 1985 or 4 March 1985", page.QuerySelector("#Input_Styles_2_-error")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal(["external_reference", "first_name", "birth_date", "title"], Selected(page));
        Assert.Equal(
            ["Choose how it is written", "03/04/1985 will be 3 April 1985", "03/04/1985 will be 4 March 1985"],
            page.QuerySelectorAll("select[name='Input.Styles[2]'] option").Select(option => option.TextContent));

        var missing = await client.SubmitAsync(page, url, new() { ["Input.Styles[2]"] = "month" }, "#columns");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, missing.StatusCode);
        page = await missing.DocumentAsync();
        Assert.Contains(
            "had Town, and this file has not", page.QuerySelector("#Input_GoOnWithout-error")!.TextContent, StringComparison.Ordinal);
        var chosen = await client.SubmitAsync(page, url, new() { ["Input.GoOnWithout"] = "true" }, "#columns");
        Assert.Equal(HttpStatusCode.SeeOther, chosen.StatusCode);
        Assert.True(await world.SendAsync(new WorkOnImport()));
        var check = await client.PageAsync(chosen.Headers.Location!.OriginalString);
        Assert.Equal(["0 added", "1 changed", "0 unchanged", "0 refused"], Figures(check));
        Assert.Contains(
            "Birth Date: 03/04/1985 will be 4 March 1985.", check.QuerySelectorAll("details li").Select(line => line.TextContent));
        await client.SubmitAsync(check, chosen.Headers.Location!.OriginalString, form: "#import form");
        Assert.True(await world.SendAsync(new WorkOnImport()));
        Assert.Equal(
            "Leeds 1985-03-04",
            await world.ScalarAsync<string>("select town || ' ' || birth_date from crm.customers where external_reference = 'OQ1'"));
    }

    [Fact]
    public async Task The_file_is_read_again_when_its_encoding_or_separator_is_changed()
    {
        var client = await world.Application.SignInAsync(Roles.Administrator);
        var uploaded = await UploadAsync(client, "events", "events.csv", "External Reference,Name\nA1,B\n");
        var url = uploaded.Headers.Location!.OriginalString;
        var again = await client.SubmitAsync(url, new() { ["Input.Separator"] = ";" }, "#columns");
        Assert.Equal(url, again.Headers.Location!.OriginalString);
        Assert.Equal(
            ["External Reference,Name"],
            (await client.PageAsync(url)).QuerySelectorAll(".import-columns tbody th").Select(cell => cell.TextContent));
        var wrong = await client.SubmitAsync(url, new() { ["Input.Encoding"] = "klingon" }, "#columns");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
    }

    [Fact]
    public async Task Retiring_takes_typing_how_many()
    {
        await world.ImportAsync("memberships", "External Reference,Customer Reference,Scheme,Starts\n");
        await world.ImportAsync("events", "External Reference,Name\nR1,One\nR2,Two\n");
        var import = await world.CheckAsync(
            await world.UploadAsync("events", "External Reference,Name\nR1,One\n"), settings => settings with { Complete = true });
        var missing = import.Outcome!.Missing;
        Assert.True(missing > 0);
        var client = await world.Application.SignInAsync(Roles.Administrator);
        var refused = await client.SubmitAsync($"/import/{import.Id}", new() { ["Retire"] = "all" }, "#import form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("to agree", (await refused.DocumentAsync()).QuerySelector("#Retire-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("checked", (await world.FindAsync(import.Id)).State);
        var started = await client.SubmitAsync($"/import/{import.Id}", new() { ["Retire"] = $"{missing}" }, "#import form");
        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        Assert.Equal("imported", (await world.WorkAsync(import.Id)).State);
    }

    [Fact]
    public async Task An_upload_without_a_file_or_of_no_kind_or_that_is_no_CSV_is_refused_beside_its_field()
    {
        var client = await world.Application.SignInAsync(Roles.Administrator);
        Assert.Equal("Choose a file.", await ErrorAsync(await UploadAsync(client, "customers", "", ""), "#Upload-error"));
        Assert.Equal("Choose what the file holds.", await ErrorAsync(await UploadAsync(client, "nonsense", "a.csv", "a\n"), "#Kind-error"));
        Assert.StartsWith(
            "This workbook is damaged",
            await ErrorAsync(await UploadAsync(client, "customers", "a.xlsx", "PK\u0003\u0004"), "#Upload-error"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workbook_is_uploaded_with_the_name_of_a_sheet_and_shows_which_was_read()
    {
        var client = await world.Application.SignInAsync(Roles.Administrator);
        var workbook = new TestWorkbook().Sheet("One", (1, ["External Reference"]), (2, ["PW1"]))
            .Sheet("Two", (1, ["External Reference"]), (3, [5012])).ToBytes();
        var refused = await UploadAsync(client, workbook, "Three");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var form = await refused.DocumentAsync();
        Assert.StartsWith(
            "The workbook has no sheet \"Three\". It has \"One\", \"Two\".", form.QuerySelector("#Sheet-error")!.TextContent.Trim(),
            StringComparison.Ordinal);
        Assert.Equal("Three", form.QuerySelector("#Sheet")!.GetAttribute("value"));

        var url = (await UploadAsync(client, workbook, "two")).Headers.Location!.OriginalString;
        var columns = await client.PageAsync(url);
        Assert.Contains("Read from the sheet Two.", columns.QuerySelector("#columns")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("The workbook has One as well", columns.QuerySelector("#columns")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["external_reference"], Selected(columns));
        var id = long.Parse(url.Split('/')[2], System.Globalization.CultureInfo.InvariantCulture);
        var outcome = (await world.CheckAsync(await world.FindAsync(id))).Outcome!;
        Assert.Equal((1, 0), (outcome.Added, outcome.Refused));
    }

    [Fact]
    public async Task An_upload_without_its_antiforgery_token_or_with_anothers_is_turned_away_unread()
    {
        var client = await world.Application.SignInAsync(Roles.Administrator);
        var before = await world.ScalarAsync<long>("select count(*) from stored_files");
        foreach (var token in new[] { null, "forged" })
        {
            Assert.Equal(
                HttpStatusCode.BadRequest, (await UploadAsync(client, "customers", "a.csv", "a\n1\n", token, own: false)).StatusCode);
        }

        Assert.Equal(before, await world.ScalarAsync<long>("select count(*) from stored_files"));
    }

    [Fact]
    public async Task The_template_of_each_kind_is_recognised_in_all_its_columns_and_imports()
    {
        var client = await world.Application.SignInAsync(Roles.Administrator);
        foreach (var kind in ImportKinds.All)
        {
            using var answer = await client.GetAsync($"/import?handler=Template&kind={kind.Key}", TestContext.Current.CancellationToken);
            var content = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            var import = await world.UploadAsync(kind.Key, content);
            Assert.Equal(
                kind.Fields.Where(field => field.IsValue && field.Type is not (ImportFieldType.Time or ImportFieldType.Currency))
                    .Select(field => field.Column),
                import.Settings.Columns);
            var outcome = (await world.StartAsync(await world.CheckAsync(import))).Outcome!;
            Assert.True(outcome is { Rows: 1, Refused: 0 }, $"{kind.Key}: {outcome.ToJson()}");
        }

        Assert.Equal(
            HttpStatusCode.NotFound,
            (await client.GetAsync("/import?handler=Template&kind=nothing", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static async Task<string> ErrorAsync(HttpResponseMessage answer, string selector)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return (await answer.DocumentAsync()).QuerySelector(selector)!.TextContent;
    }

    [Fact]
    public async Task What_waits_for_somebody_stands_first_and_an_import_is_stopped_from_its_row()
    {
        await world.ExecuteAsync("delete from data_imports");
        var client = await world.Application.SignInAsync(Roles.Administrator);
        using var first = await UploadAsync(client, "customers", "first.csv", "External Reference,Town\nW1,Oxford\n");
        using var second = await UploadAsync(client, "customers", "second.csv", "External Reference,Town\nW2,Oxford\n");
        var before = await client.PageAsync("/import");
        Assert.Equal(["second.csv", "first.csv"], before.QuerySelectorAll("tbody th > a").Select(link => link.TextContent));
        var stop = before.QuerySelectorAll(".row-menu button")[0].GetAttribute("commandfor");

        using var stopped = await client.SubmitAsync(before, "/import", form: $"#{stop} form");

        Assert.Equal(HttpStatusCode.SeeOther, stopped.StatusCode);
        var rows = (await client.PageAsync("/import")).QuerySelectorAll("tbody tr");
        Assert.Equal(["first.csv", "second.csv"], rows.Select(row => row.QuerySelector("th > a")!.TextContent));
        Assert.Equal(["Columns to choose", "Stopped"], rows.Select(row => row.QuerySelector(".badge")!.TextContent));
        Assert.Equal(
            ["Columns", "Stop"], rows[0].QuerySelectorAll(".row-menu :is(a, button)").Select(each => each.TextContent.Trim()));
        Assert.Null(rows[1].QuerySelector(".row-menu"));
    }

    private static IEnumerable<string> Selected(IHtmlDocument page) =>
        page.QuerySelectorAll(".import-columns select[name^='Input.Columns']").Cast<IHtmlSelectElement>()
            .Select(select => select.Value ?? "");

    private static IEnumerable<string> Figures(IHtmlDocument page) =>
        page.QuerySelectorAll(".import-counts > div")
            .Select(figure => $"{figure.QuerySelector("dd")!.TextContent} {figure.QuerySelector("dt")!.TextContent}");

    private static Task<HttpResponseMessage> UploadAsync(HttpClient client, byte[] workbook, string sheet) =>
        UploadAsync(client, "customers", "people.xlsx", workbook, sheet: sheet);

    private static Task<HttpResponseMessage> UploadAsync(
        HttpClient client, string kind, string name, string text, string? token = null, bool own = true, bool atOnce = false) =>
        UploadAsync(client, kind, name, Encoding.UTF8.GetBytes(text), token, own, atOnce: atOnce);

    private static async Task<HttpResponseMessage> UploadAsync(
        HttpClient client, string kind, string name, byte[] content, string? token = null, bool own = true, string sheet = "",
        bool atOnce = false)
    {
        token = own
            ? (await client.PageAsync("/import")).QuerySelector("main form [name=__RequestVerificationToken]")!.GetAttribute("value")
            : token;
        using var form = new MultipartFormDataContent();
        if (token is not null)
        {
            form.Add(new StringContent(token), "__RequestVerificationToken");
        }

        form.Add(new StringContent(kind), "Kind");
        form.Add(new StringContent(sheet), "Sheet");
        using var file = new ByteArrayContent(content);
        file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "\"Upload\"", FileName = $"\"{name}\"" };
        form.Add(file);
        return await client.PostAsync(atOnce ? "/import?handler=Check" : "/import", form, TestContext.Current.CancellationToken);
    }
}
