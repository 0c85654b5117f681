using System.Text;
using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>More inputs of the kinds that went wrong elsewhere: nothing stored is lost or changed by what a file does not mean.</summary>
public sealed class MoreCasesTests(ImportWorld world) : IClassFixture<ImportWorld>
{
    [Theory]
    [InlineData("External Reference,First Name,Last Name,Do Not Email,Do Not Phone\nMC1,Kofi,Shaw,,1\n")]
    [InlineData("External Reference,First Name,Last Name,Contact by email,Contact by phone\nMC1,Kofi,Shaw,,No\n")]
    [InlineData("External Reference,First Name,Last Name,Photo consent deleted\nMC1,Kofi,Shaw,Yes\n")]
    [InlineData("External Reference,First Name,Last Name,Job Title,IP Address,Account State\nMC1,Kofi,Shaw,Manager,192.0.2.1,enabled\n")]
    [InlineData("External Reference,First Name,Last Name,Whole Address\nMC1,Kofi,Shaw,\"1 Mill Lane, Aylesbury, HP20 7YV\"\n")]
    public async Task A_column_about_something_else_changes_nothing(string file)
    {
        await KofiAsync();
        var outcome = await world.ImportAsync("customers", file);
        Assert.Equal((1, 0, 0, 0), (outcome.Rows, outcome.Added, outcome.Changed, outcome.Deleted));
        Assert.Equal("Kofi|Shaw|kofi@example.org|01632 960001|12 High Street", await KofiNowAsync());
    }

    [Fact]
    public async Task A_file_that_breaks_off_in_a_row_leaves_that_row_as_it_was()
    {
        await KofiAsync();
        var outcome = await world.ImportAsync(
            "customers", "External Reference,First Name,Last Name,Email\nMC2,Pia,Lund,pia@example.org\nMC1,Kof");
        Assert.Equal(Problems.CutOff, Assert.Single(outcome.Refusals).Problem);
        Assert.Equal("Kofi|Shaw|kofi@example.org|01632 960001|12 High Street", await KofiNowAsync());

        // Where others are as short, a program left out what is empty; and a file need not end with a line break.
        await world.ImportAsync("customers", "External Reference,First Name,Last Name,Email\nMC2,Pia\nMC3,Bo");
        await world.ImportAsync(
            "customers", "External Reference,First Name,Last Name,Email\nMC2,Pia,Lund,pia@example.org\nMC3,Bo,Ek,bo@example.org");
        Assert.Equal("Ek", await world.ScalarAsync<string>("select last_name from crm.customers where external_reference = 'MC3'"));
    }

    [Fact]
    public async Task What_a_file_empties_is_counted_before_it_is_done()
    {
        await KofiAsync();
        await world.ImportAsync("customers", "External Reference,First Name,Phone\nMCQ,Quinn,01632 960002\nMCR,Rae,01632 960003\n");
        var import = await world.CheckAsync(await world.UploadAsync(
            "customers", "External Reference,First Name,Email,Phone,Town\nMC1,Kofi,,,\nMCQ,Quinn,quinn@example.org,,\nMCNEW,New,,,\n"));
        Assert.Equal(
            [("Email", 1), ("Phone", 2)], import.Outcome!.Emptied.Select(emptied => (emptied.Column, emptied.Count)));
        Assert.Contains(
            "Phone is emptied in 2 rows: the file has nothing there, and something is stored.", ImportWords.Besides(import.Outcome));
        Assert.Equal("Kofi|Shaw|kofi@example.org|01632 960001|12 High Street", await KofiNowAsync());
    }

    [Fact]
    public async Task A_file_with_pipes_is_read_and_a_web_page_is_none()
    {
        await world.ImportAsync("customers", "External Reference|First Name|Last Name|Email\nMC4|Ann|Li|ann.mc4@example.org\n");
        Assert.Equal(
            "ann.mc4@example.org", await world.ScalarAsync<string>("select email from crm.customers where external_reference = 'MC4'"));
        var refused = await Assert.ThrowsAsync<ImportException>(() => world.UploadAsync("customers", "<html><body><table><tr><td>a,b\n"));
        Assert.Contains("web page", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New\u00ADs by e-mail")]
    [InlineData("News by e\u2011mail")]
    [InlineData("NEWS  BY E\u2013MAIL")]
    [InlineData("\uFF2Eews by e-mail")]
    public async Task An_answer_by_a_name_that_looks_the_same_is_of_that_preference(string name)
    {
        await KofiAsync();
        await world.ImportAsync("contact-preferences".Replace('-', '_'), "Preference Reference,Preference Name\nMCP,News by e-mail\n");
        await world.ImportAsync("contact_preferences", $"Customer Reference,Preference Name,Answer\nMC1,{name},No\n");
        Assert.Equal(
            ["MCP"],
            await world.LinesAsync(
                "select p.external_reference from crm.contact_preferences p join crm.customer_contact_preferences a "
                + "on a.contact_preference_id = p.id join crm.customers c on c.id = a.customer_id where c.external_reference = 'MC1'"));
        await world.ExecuteAsync("delete from crm.contact_preferences where external_reference = 'MCP'");
    }

    [Fact]
    public async Task A_tag_whose_name_holds_a_bar_comes_back_from_our_own_file()
    {
        await KofiAsync();
        await world.ExecuteAsync(
            "insert into crm.tags (external_reference, name) values ('MCT1', 'Arts, crafts'), ('MCT2', 'Friends | Family') "
            + "on conflict do nothing");
        var outcome = await world.ImportAsync("customers", "External Reference,Tags\nMC1,Arts; Friends | Family\nMC2x,Friends | Family\n");
        Assert.Equal(["Arts"], outcome.NewNames);
    }

    [Fact]
    public async Task Money_of_another_currency_is_refused_by_its_name_and_dates_that_contradict_each_other_are_asked_about()
    {
        await KofiAsync();
        var outcome = await world.ImportAsync(
            "donations",
            "External Reference,Customer Reference,Fund,Donated,Amount,Currency\nMCD1,MC1,Roof,2026-11-27,100.00,USD\n"
            + "MCD2,MC1,Roof,2026-11-27,100.00,gbp\nMCD3,MC1,Roof,2026-11-27,37.0000,\n");
        var refusal = Assert.Single(outcome.Refusals);
        Assert.Equal(("In another currency (USD) than the venue's, GBP", "Currency"), (refusal.Problem, refusal.Column));
        Assert.Equal(2, outcome.Added);

        var import = await world.UploadAsync(
            "donations",
            "External Reference,Customer Reference,Fund,Donated,Amount\nMCD4,MC1,Roof,27/11/2026,1.00\nMCD5,MC1,Roof,28/11/2026,1.00\n"
            + "MCD6,MC1,Roof,11/27/2026,1.00\nMCD7,MC1,Roof,03/04/2026,1.00\n");
        Assert.Single(ColumnMatcher.OpenOf(import.What, import.Settings));
    }

    [Fact]
    public async Task A_time_column_is_found_in_other_languages_and_days_without_a_time_draw_a_warning()
    {
        await world.ImportAsync("events", "External Reference,Name\nMCE,Clay\n");
        var timed = await world.UploadAsync(
            "instances", "External Reference,Event Reference,Date,Uhrzeit\nMCI1,MCE,2026-12-12,19:30\nMCI2,MCE,2026-12-13,14:00\n");
        Assert.Contains("starts_time", timed.Settings.Columns);
        Assert.DoesNotContain(ImportWords.Warnings(timed), words => words.Contains("00:00", StringComparison.Ordinal));
        var days = await world.UploadAsync(
            "instances", "External Reference,Event Reference,Starts\nMCI1,MCE,2026-12-12\nMCI2,MCE,2026-12-13 00:00:00\n");
        Assert.Contains(ImportWords.Warnings(days), words => words.StartsWith("Starts: every one", StringComparison.Ordinal));
        var bad = (await world.CheckAsync(await world.UploadAsync(
            "instances", "External Reference,Event Reference,Date,Time\nMCI1,MCE,2026-12-12,soon\n"))).Outcome!;
        Assert.Equal(Problems.NotTime, Assert.Single(bad.Refusals).Problem);
    }

    [Fact]
    public async Task Bytes_that_the_encoding_has_not_and_letters_that_were_lost_are_refused()
    {
        var dos = await world.UploadAsync(
            "customers", Encoding.Latin1.GetBytes("External Reference;Last Name\nMCX1;M\u0081ller\nMCX2;Plain\nMCX3;P\u00E9rez\n"));
        Assert.Equal(FileEncodings.Windows1252, dos.Settings.Encoding);
        var seen = (await world.CheckAsync(dos)).Outcome!;
        Assert.Equal((Problems.NotInEncoding, 1), (Assert.Single(seen.Refusals).Problem, seen.Refused));

        var lost = await world.ImportAsync("customers", "External Reference,Last Name\nMCY1,M\uFFFDller\nMCY2,Plain\n");
        Assert.Equal(Problems.LostLetter, Assert.Single(lost.Refusals).Problem);

        var cut = await world.UploadAsync(
            "customers", [.. Encoding.UTF8.GetBytes("External Reference,Last Name\nMCZ1,Smith\nMCZ2,Dupr"), 0xC3]);
        Assert.Equal(FileEncodings.Utf8, cut.Settings.Encoding);
    }

    [Fact]
    public async Task Blank_rows_are_skipped_and_an_apostrophe_of_a_spreadsheet_is_no_part_of_a_reference()
    {
        var outcome = await world.ImportAsync(
            "customers", "External Reference,First Name,Phone\n'00123,Una,'01632 960009\n,,\n, ,\nMCB,Blank,\n");
        Assert.Equal((2, 2, 0), (outcome.Rows, outcome.Added, outcome.Refused));
        Assert.Equal("01632 960009", await world.ScalarAsync<string>("select phone from crm.customers where external_reference = '00123'"));
    }

    [Theory]
    [InlineData("<c r=\"B2\"><f>LOWER(\"A\")</f></c>", "The formula in B2 has no result")]
    [InlineData("<c r=\"B2\"><f>LOWER(\"A\")</f><v></v></c>", "The formula in B2 has no result")]
    public async Task A_formula_without_a_result_empties_nothing(string cell, string words)
    {
        var refused = await Assert.ThrowsAsync<ImportException>(() => UploadAsync(cell));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_formula_with_a_result_is_its_result_and_cells_that_do_not_say_where_they_stand_are_refused()
    {
        var import = await UploadAsync("<c r=\"B2\" t=\"str\"><f>LOWER(\"A\")</f><v>a</v></c>");
        Assert.Equal(["external_reference", "first_name"], import.Settings.Columns);
        await UploadAsync("<c r=\"B2\" t=\"str\"><f>LOWER(\"\")</f><v></v></c>");
        var refused = await Assert.ThrowsAsync<ImportException>(() => UploadAsync("<c t=\"str\"><v>a</v></c>", placed: false));
        Assert.Contains("do not say where they stand", refused.Message, StringComparison.Ordinal);
    }

    private async Task<Import> UploadAsync(string cell, bool placed = true)
    {
        var bytes = new TestWorkbook { Dimension = "A1:B2" }
            .Sheet("Sheet1", (1, ["External Reference", "First Name"]), (2, ["MCW1"])).ToBytes();
        using var content = new MemoryStream();
        content.Write(bytes);
        using (var zip = new System.IO.Compression.ZipArchive(content, System.IO.Compression.ZipArchiveMode.Update, leaveOpen: true))
        {
            var sheet = zip.GetEntry("xl/worksheets/sheet1.xml")!;
            string xml;
            using (var reader = new StreamReader(sheet.Open()))
            {
                xml = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            }

            sheet.Delete();
            xml = xml.Insert(xml.LastIndexOf("</row>", StringComparison.Ordinal), cell);
            xml = placed ? xml : System.Text.RegularExpressions.Regex.Replace(xml, "<c r=\"[A-Z]+[0-9]+\"", "<c");
            await using var writer = new StreamWriter(zip.CreateEntry("xl/worksheets/sheet1.xml").Open());
            await writer.WriteAsync(xml);
        }

        return await world.UploadAsync("customers", content.ToArray(), "file.xlsx");
    }

    private async Task KofiAsync() => await world.ExecuteAsync(
        """
        insert into crm.customers (external_reference, first_name, last_name, email, phone, address_line_1, created_at)
        values ('MC1', 'Kofi', 'Shaw', 'kofi@example.org', '01632 960001', '12 High Street', now())
        on conflict (external_reference) do update set first_name = 'Kofi', last_name = 'Shaw', email = 'kofi@example.org',
          phone = '01632 960001', address_line_1 = '12 High Street'
        """);

    private Task<string> KofiNowAsync() => world.ScalarAsync<string>(
        "select concat_ws('|', first_name, last_name, email, phone, address_line_1) from crm.customers where external_reference = 'MC1'");
}
