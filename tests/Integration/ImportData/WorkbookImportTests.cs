using System.Text;
using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Infrastructure.Files;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>Excel files: read as CSV is, and what cannot be read says what to save it as.</summary>
public sealed class WorkbookImportTests : IClassFixture<ImportWorld>
{
    private static readonly DateTime Birth = new(1980, 4, 3, 0, 0, 0, DateTimeKind.Unspecified);

    private readonly ImportWorld world;

    public WorkbookImportTests(ImportWorld world)
    {
        world.Application.Setting("Import:MostMegabytes", "1");
        this.world = world;
    }

    [Fact]
    public async Task Typed_cells_below_a_title_are_read_and_rows_are_called_by_their_numbers()
    {
        var import = await UploadAsync(new TestWorkbook().Sheet(
            "Report",
            (1, ["Customers of the venue"]),
            (3, ["Customer number", "First name", "Last name", "Date of birth", "Created", "E-mail"]),
            (4, [7001, "José 😀", "O'Neil", Birth, new DateTime(2026, 4, 3, 19, 30, 0), "jose@example.org"]),
            (6, ["WB2", "a\nb", "=2+2", new TestWorkbook.Error("#N/A"), null, ""]),
            (7, [new TestWorkbook.Error("#REF!"), "Nobody"]),
            (9, [100012345678901234.0, "Lost digits"])).Hidden("Notes", (1, ["External Reference"]), (2, ["WB9"])));
        Assert.Equal(("Report", 0), (import.Settings.Sheet, import.Settings.OtherSheets.Count));
        Assert.Equal(["external_reference", "first_name", "last_name", "birth_date", "created_at", "email"], import.Settings.Columns);

        var done = await DoneAsync(import);

        Assert.Equal((2, 2), (done.Outcome!.Added, done.Outcome.Refused));
        Assert.Equal(
            [(Problems.FormulaError, "7"), (Problems.ChangedByExcel, "9")],
            done.Outcome.Refusals.OrderBy(each => each.Lines[0]).Select(each => (each.Problem, string.Join(',', each.Lines))));
        var notice = Assert.Single(done.Outcome.Notices);
        Assert.Equal((Problems.FormulaError, "Birth Date", 6L), (notice.Problem, notice.Column, notice.Lines[0]));
        Assert.Equal(
            ["7001|José 😀|O'Neil|1980-04-03|2026-04-03 19:30:00|jose@example.org", "WB2|a\nb|=2+2||"],
            await world.LinesAsync(
                """
                select concat_ws('|', external_reference, first_name, last_name, coalesce(birth_date::text, ''),
                  case when external_reference = '7001' then (created_at at time zone 'Europe/London')::text end, coalesce(email, ''))
                from crm.customers where external_reference in ('7001', 'WB2', 'WB9') order by 1
                """));
        var refused = await world.RefusedRowsAsync(done);
        Assert.Contains("#REF!,Nobody,,,,,7,", refused, StringComparison.Ordinal);
        Assert.Contains("Read from the sheet Report.", ImportWords.HowRead(done));
        Assert.Empty(ImportWords.Warnings(done));
    }

    [Fact]
    public async Task A_sheet_is_chosen_by_name_and_one_that_is_not_there_names_those_that_are()
    {
        var workbook = new TestWorkbook().Sheet("Cover").Sheet("First", (1, ["External Reference"]), (2, ["S1"]))
            .Sheet("Second & last", (1, ["External Reference"]), (2, ["S2"]), (3, ["S3"])).ToBytes();

        Assert.Equal("First", (await UploadAsync(workbook)).Settings.Sheet);
        var second = await UploadAsync(workbook, " second & LAST ");
        Assert.Equal(("Second & last", 2L), (second.Settings.Sheet, second.Settings.Survey.Rows));
        Assert.Equal(["Cover", "First"], second.Settings.OtherSheets);
        var refused = await Assert.ThrowsAsync<NoSuchSheetException>(() => UploadAsync(workbook, "Third"));
        Assert.Equal("The workbook has no sheet \"Third\". It has \"Cover\", \"First\", \"Second & last\".", refused.Message);
        refused = await Assert.ThrowsAsync<NoSuchSheetException>(() => UploadAsync(workbook, "Cover"));
        Assert.Equal("The sheet \"Cover\" is empty.", refused.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dates_are_right_in_either_way_of_counting_days(bool from1904)
    {
        await world.ExecuteAsync("delete from crm.customers where external_reference = 'WBD'");
        var import = await DoneAsync(await UploadAsync(new TestWorkbook { StartsIn1904 = from1904 }.Sheet(
            "S", (1, ["External Reference", "Birth Date"]), (2, ["WBD", Birth]))));
        Assert.Equal(1, import.Outcome!.Added);
        Assert.Equal(
            "1980-04-03", await world.ScalarAsync<string>("select birth_date::text from crm.customers where external_reference = 'WBD'"));
    }

    [Fact]
    public async Task A_number_is_no_amount_in_another_style()
    {
        await world.ImportAsync("customers", "External Reference\nWBA\n");
        var donations = await UploadAsync(
            new TestWorkbook().Sheet(
                "S", (1, ["External Reference", "Customer Reference", "Fund", "Donated At", "Amount"]),
                (2, ["WBA1", "WBA", "General", Birth, 12.5]),
                (3, ["WBA2", "WBA", "General", Birth, 1.234]),
                (4, ["WBA3", "WBA", "General", Birth, 1234])),
            kind: "donations");
        Assert.Empty(ColumnMatcher.OpenOf(donations.What, donations.Settings));
        var done = await DoneAsync(donations);
        Assert.Equal((2, Problems.Amount), (done.Outcome!.Added, Assert.Single(done.Outcome.Refusals).Problem));
        Assert.Equal(
            ["12.50", "1234.00"],
            await world.LinesAsync("select amount::text from crm.donations where external_reference like 'WBA_' order by 1"));
    }

    [Fact]
    public async Task A_sheet_that_claims_to_be_as_wide_as_can_be_is_read_as_wide_as_it_is()
    {
        var import = await UploadAsync(new TestWorkbook { Dimension = "A1:XFD1048576" }.Sheet(
            "S", (1, ["External Reference", "Last Name"]), (2, ["WBW", "Wide"])));
        Assert.Equal(["External Reference", "Last Name"], import.Settings.Headers);
    }

    [Fact]
    public async Task What_is_no_workbook_that_can_be_read_says_what_to_save_it_as()
    {
        var whole = new TestWorkbook().Sheet("S", (1, ["External Reference"]), (2, ["X"])).ToBytes();
        await RefusedAsync(whole[..(whole.Length / 2)], "This workbook is damaged.");
        await RefusedAsync(new TestWorkbook().ToBytes(), "The workbook is empty.");
        await RefusedAsync(new TestWorkbook().Sheet("S").ToBytes(), "The workbook is empty.");
        await RefusedAsync(
            Zip(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<x/>")), "(.ods). Open it and save");
        await RefusedAsync(Zip(("xl/workbook.bin", "x")), "(.xlsb). Open it and save");
        await RefusedAsync(Zip(("word/document.xml", "<x/>")), "no Excel workbook");
        byte[] ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        await RefusedAsync([.. ole, .. new byte[2000]], "(.xls). Open it and save");
        await RefusedAsync(
            [.. ole, .. new byte[65_520], .. Encoding.Unicode.GetBytes("EncryptedPackage"), .. new byte[99]], "protected by a password");
        await RefusedAsync(
            new TestWorkbook().Sheet("S", (1, ["External Reference"]), (2, ["X"]))
                .ToBytes(("xl/sharedStrings.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><sst/>")),
            "This workbook is damaged.");
    }

    [Fact]
    public async Task What_is_larger_or_unfolds_to_more_than_is_taken_is_refused_and_nothing_is_left_on_disk()
    {
        var bomb = new TestWorkbook().Sheet("S", (1, ["External Reference"]))
            .ToBytes(("xl/worksheets/sheet9.xml", new string(' ', 9 * 1024 * 1024)));
        Assert.True(bomb.Length < 100_000);
        await RefusedAsync(bomb, "unfolds to more than 8 MB");
        await RefusedAsync(Encoding.UTF8.GetBytes("External Reference\n" + new string('x', 1024 * 1024)), "The file is larger than");

        var scratch = Path.Combine(world.Application.DataDirectory, "scratch");
        Assert.Empty(Directory.GetFileSystemEntries(scratch));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(scratch));
        Assert.Equal(
            0, await world.ScalarAsync<long>("select count(*) from stored_files where completed_at is null and deleted_at is null"));
    }

    [Theory]
    [InlineData("xlsx")]
    [InlineData("csv")]
    public void A_file_of_customers_written_by_us_and_imported_unchanged_changes_nothing(string format)
    {
        string[] pieces =
        [
            "a", "Zoë", "=", "+", "-", "@", "'", "\"", ",", ";", "\t", "\n", "_x0041_", "😀", "1", "0", ".", "é", "<", "&",
            "’", "(", "%", "/", "=\"", "'=",
        ];
        var text = Gen.Elements(pieces).ListOf().Select(chosen => Clean(string.Concat(chosen.Take(12))));
        var customer = text.Zip(text).Select(names => (First: names.Item1, Last: names.Item2)).ArrayOf(20);
        Prop.ForAll(customer.ToArbitrary(), customers => ReturnsAsync(format, customers).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    private async Task ReturnsAsync(string format, (string First, string Last)[] customers)
    {
        await world.ExecuteAsync("delete from crm.customers where external_reference like 'RT%'");
        await world.ExecuteAsync(
            """
            insert into crm.customers (external_reference, first_name, last_name, birth_date, email, created_at)
            select 'RT' || i, nullif(f, ''), nullif(l, ''), date '1980-02-29' + i::int, 'rt' || i || '@example.org', now()
            from unnest(@first, @last) with ordinality as t (f, l, i)
            """,
            new { first = customers.Select(each => each.First).ToArray(), last = customers.Select(each => each.Last).ToArray() });
        var cancellationToken = TestContext.Current.CancellationToken;
        using var output = new MemoryStream();
        await using (var customersNow = world.Application.Database.DataSource.CreateCommand(
            "select id, external_reference, first_name, last_name, birth_date, email, created_at from crm.customers "
            + "where external_reference like 'RT%'"))
        await using (var rows = await customersNow.ExecuteReaderAsync(cancellationToken))
        {
            FileWriters.For(format).Write(
                output, rows, 0,
                [
                    new("Customer ID", FileColumnKind.Integer), new("External Reference", FileColumnKind.Text),
                    new("First Name", FileColumnKind.Text), new("Last Name", FileColumnKind.Text), new("Birth Date", FileColumnKind.Date),
                    new("Email", FileColumnKind.Text), new("Created", FileColumnKind.Instant),
                ],
                DateTimeZoneProviders.Tzdb["Europe/London"], _ => { }, cancellationToken);
        }

        var outcome = (await DoneAsync(await UploadAsync(output.ToArray()))).Outcome!;

        Assert.Equal((20L, 0L, 0L, 0L), (outcome.Rows, outcome.Added, outcome.Changed, outcome.Refused));
        Assert.Empty(outcome.Notices);
    }

    /// <summary>What an import keeps: no space at the ends, and no word for nothing.</summary>
    private static string Clean(string text)
    {
        text = CellText.Trim(text);
        return EmptyWords.Has(Encoding.UTF8.GetBytes(text)) ? "" : text;
    }

    private static byte[] Zip(params (string Name, string Content)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(bytes, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var part = new StreamWriter(zip.CreateEntry(name).Open());
                part.Write(content);
            }
        }

        return bytes.ToArray();
    }

    private async Task RefusedAsync(byte[] content, string words) => Assert.Contains(
        words, (await Assert.ThrowsAsync<ImportException>(() => UploadAsync(content))).Message, StringComparison.Ordinal);

    private Task<Import> UploadAsync(TestWorkbook workbook, string kind = "customers") => UploadAsync(workbook.ToBytes(), kind: kind);

    private async Task<Import> UploadAsync(byte[] content, string? sheet = null, string kind = "customers") => await world.FindAsync(
        await world.SendAsync(new UploadImport(kind, "file.xlsx", new MemoryStream(content), ImportWorld.Somebody, sheet)));

    private async Task<Import> DoneAsync(Import import)
    {
        var done = await world.StartAsync(await world.CheckAsync(import));
        Assert.True(done.State == "imported", $"{done.State}: {done.Reason}");
        return done;
    }
}
