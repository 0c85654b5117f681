using System.Text;
using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>Real inputs that went wrong once, each for its kind.</summary>
public sealed class ImportCasesTests(ImportWorld world) : IClassFixture<ImportWorld>
{
    private static readonly ColumnStyle DayFirst = new() { DayFirst = true };

    [Fact]
    public async Task Month_first_dates_are_told_from_all_cells_of_the_column()
    {
        var import = await UploadAsync("customers", "01-us-dates-customers.csv");
        Assert.Equal([false, false], import.Settings.Styles.TakeLast(2).Select(style => style.DayFirst));
        var done = await DoneAsync(import);
        Assert.Equal((4, 0, 0), (done.Outcome!.Added, done.Outcome.Refused, done.Outcome.Notices.Count));
        Assert.Equal(
            ["U1 1980-02-03 2026-11-27", "U2 1980-12-25 2026-11-06", "U3 1976-07-04 2025-01-02", "U4 1990-09-30 2024-12-31"],
            await world.LinesAsync(
                "select concat_ws(' ', external_reference, birth_date, (created_at at time zone 'Europe/London')::date) "
                + "from crm.customers where external_reference like 'U_' order by 1"));
    }

    [Fact]
    public async Task Dates_that_can_all_mean_two_days_are_asked_about_and_never_guessed()
    {
        var import = await world.UploadAsync("customers", "External Reference,Birth Date\nAM1,03/04/1985\n");
        var (column, question) = Assert.Single(ColumnMatcher.OpenOf(import.What, import.Settings));
        Assert.Equal((1, "Birth Date: 03/04/1985 can be 3 April 1985 or 4 March 1985. Choose which."), (column, question));
        Assert.Empty(ColumnMatcher.OpenOf(import.What, import.Settings.With(DayFirst)));
    }

    [Theory]
    [InlineData("02-utf8-one-bad-byte.csv", 5, 1)]
    [InlineData("02-utf8-bom-one-bad-byte.csv", 5, 1)]
    [InlineData("02-truncated.csv", 2, 1)]
    public async Task A_file_that_is_mostly_UTF_8_is_UTF_8_and_only_its_bad_rows_are_refused(string file, int good, int bad)
    {
        await world.ExecuteAsync("delete from crm.customers where external_reference ~ '^(B|TR)[0-9]$'");
        var import = await DoneAsync(await UploadAsync("customers", file));
        Assert.Equal(FileEncodings.Utf8, import.Settings.Encoding);
        Assert.Equal((good, bad), (import.Outcome!.Added, import.Outcome.Refused));
        Assert.Equal(Problems.NotUtf8, Assert.Single(import.Outcome.Refusals).Problem);
        Assert.Contains("Read as UTF-8.", ImportWords.HowRead(import));
    }

    [Fact]
    public async Task Text_that_was_encoded_twice_draws_a_warning()
    {
        var import = await world.UploadAsync("customers", "External Reference,Last Name\nMJ1,JosÃ©\nMJ2,Oâ€™Neil\nMJ3,José\n");
        Assert.Equal(2, import.Settings.Survey.LooksTwiceEncoded);
        Assert.Contains(ImportWords.Warnings(import), line => line.StartsWith("2 rows look like UTF-8", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_seen_is_no_part_of_addresses_and_references()
    {
        var import = await DoneAsync(await UploadAsync("customers", "03-invisible.csv"));
        Assert.Equal((8, 1), (import.Outcome!.Added, import.Outcome.Refused));
        Assert.Equal(Problems.Repeated, Assert.Single(import.Outcome.Refusals).Problem);
        Assert.Equal(
            [
                "Z1|Ann|ann@example.org|+44 20 7946 0958", "Z2|Ben|ben@example.org|020 7946 0001", "Z3|Cat|cat@example.org|020",
                "Z4|Dan|dan@example.org|020", "Z5||eve@example.org|020", "Z6|Fay|fay@example.org|020", "Z7|Gus|gus@example.org|020",
                "Z8|Hal|hal@example.org|020",
            ],
            await world.LinesAsync(
                "select concat_ws('|', external_reference, coalesce(first_name, ''), email, phone) "
                + "from crm.customers where external_reference like 'Z_' order by 1"));
    }

    [Fact]
    public async Task An_address_is_taken_mended_or_left_out_and_never_costs_the_person()
    {
        var import = await DoneAsync(await UploadAsync("customers", "04-emails.csv"));
        Assert.Equal((25, 0), (import.Outcome!.Added, import.Outcome.Refused));
        var taken = await world.LinesAsync(
            "select external_reference || ' ' || email from crm.customers where external_reference ~ '^E[0-9]+$' and email is not null "
            + "order by substr(external_reference, 2)::int");
        Assert.Equal(
            [
                "E8 jane@example.org", "E9 JANE@EXAMPLE.ORG", "E12 jane@example.org", "E13 jane@example.org", "E14 jane@münchen.de",
                "E16 o'neil@example.org", "E17 o'neil@example.org", "E23 jane&john@example.org", "E24 jane@example.org",
            ],
            taken);
        Assert.Equal(
            [(Problems.Email, 15), (Problems.EmailMended, 5)],
            import.Outcome.Notices.Select(notice => (notice.Problem, (int)notice.Count)));
    }

    [Fact]
    public async Task An_address_that_cannot_be_read_leaves_the_one_that_is_stored()
    {
        await world.ImportAsync("customers", "External Reference,Email,Birth Date\nKE1,kept@example.org,1980-01-02\n");
        var outcome = await world.ImportAsync("customers", "External Reference,Email,Birth Date\nKE1,none@,1980-13-45\n");
        Assert.Equal((0, 1, 0), (outcome.Changed, outcome.Unchanged, outcome.Refused));
        Assert.Equal(["Birth Date", "Email"], outcome.Notices.Select(notice => notice.Column).Order());
        Assert.Equal(
            "kept@example.org 1980-01-02",
            await world.ScalarAsync<string>(
                "select email || ' ' || birth_date from crm.customers where external_reference = 'KE1'"));
        var strict = await world.ImportAsync(
            "customers", "External Reference,Email\nKE1,none@\n", settings => settings with { RefuseBadCells = true });
        Assert.Equal((1, Problems.Email), (strict.Refused, Assert.Single(strict.Refusals).Problem));
    }

    [Fact]
    public async Task Amounts_of_a_column_have_one_style_and_one_currency()
    {
        await world.ImportAsync("customers", "External Reference\nB1\n");
        var import = await DoneAsync(await UploadAsync("donations", "05-amounts.csv"));
        Assert.Equal(
            [
                "A0 12.50", "A3 12.50", "A7 1234.50", "A8 -12.50", "A9 -12.50", "A10 -12.50", "A11 1234.00", "A12 12500.00", "A13 0.50",
                "A14 0.50", "A19 0.00", "A20 -5.00", "A21 1234567.89", "A22 12.50",
            ],
            await world.LinesAsync(
                "select external_reference || ' ' || amount from crm.donations where external_reference ~ '^A[0-9]+$' "
                + "order by substr(external_reference, 2)::int"));
        Assert.Contains(Problems.ForeignCurrency("$", "GBP"), import.Outcome!.Refusals.Select(refusal => refusal.Problem));
        Assert.Contains(Problems.ForeignCurrency("€", "GBP"), import.Outcome.Refusals.Select(refusal => refusal.Problem));
        Assert.Equal(26, import.Outcome.Added + import.Outcome.Refused);
    }

    [Theory]
    [InlineData("12,50;1.234,50;12,500", 2)]
    [InlineData("12.50;1,234.50;12.505", 2)]
    public async Task A_decimal_comma_and_a_decimal_point_are_told_from_the_column(string amounts, int good)
    {
        await world.ExecuteAsync("delete from crm.donations where external_reference like 'ST%'");
        await world.ImportAsync("customers", "External Reference\nB1\n");
        var rows = amounts.Split(';').Select((amount, i) => $"ST{i};B1;General;2026-11-01;{amount}\n");
        var outcome = await world.ImportAsync(
            "donations", "External Reference;Customer Reference;Fund;Donated;Amount\n" + string.Concat(rows));
        Assert.Equal((good, 1), (outcome.Added, outcome.Refused));
        Assert.Equal(
            ["12.50", "1234.50"],
            await world.LinesAsync(
                "select amount::text from crm.donations where external_reference like 'ST%' order by external_reference"));
    }

    [Fact]
    public async Task A_thousand_or_one_and_a_bit_is_asked_about()
    {
        var import = await world.UploadAsync(
            "donations", "External Reference,Customer Reference,Fund,Donated,Amount\nT1,B1,General,2026-11-01,\"1,234\"\n");
        Assert.Equal(4, Assert.Single(ColumnMatcher.OpenOf(import.What, import.Settings)).Column);
    }

    [Fact]
    public async Task Dates_are_read_in_every_way_that_can_mean_one_thing()
    {
        await world.ImportAsync("customers", "External Reference\nB1\n");
        var import = await UploadAsync("donations", "06-dates.csv");
        Assert.True(import.Settings.Styles[3].DayFirst);
        var done = await DoneAsync(import);
        Assert.Equal(31, done.Outcome!.Rows);
        Assert.Equal(
            [2, 15, 17, 18, 20, 24, 25, 28],
            Enumerable.Range(0, 31).Except((await world.LinesAsync(
                "select substr(external_reference, 2) from crm.donations where external_reference ~ '^D[0-9]+$'")).Select(int.Parse)));
        Assert.Equal(
            ["D0 2026-11-27 00:00", "D10 2026-11-27 00:00", "D3 2026-11-27 19:30", "D4 2026-11-27 19:30", "D5 2026-11-27 09:05",
                "D7 2026-11-27 19:30"],
            await world.LinesAsync(
                "select external_reference || ' ' || to_char(donated_at at time zone 'Europe/London', 'YYYY-MM-DD HH24:MI') "
                + "from crm.donations where external_reference in ('D0', 'D10', 'D3', 'D4', 'D5', 'D7') order by 1"));
    }

    [Fact]
    public async Task Cells_that_a_spreadsheet_left_out_at_the_end_are_empty()
    {
        var import = await DoneAsync(await UploadAsync("customers", "13-excel-dropped-delimiters.csv"));
        Assert.Equal((import.Outcome!.Rows, 0), (import.Outcome.Added, import.Outcome.Refused));
        var outcome = await world.ImportAsync(
            "events", "External Reference,Name,Producer,Deleted\nDD1,Whole,Ours,no\nDD2,Short\nDD3\n\"DD4,open\n");
        Assert.Equal((2, 2), (outcome.Added, outcome.Refused));
        Assert.Equal(
            [Problems.TooFewCells, Problems.OpenQuote],
            outcome.Refusals.Select(refusal => refusal.Problem).OrderByDescending(problem => problem == Problems.TooFewCells));
    }

    [Fact]
    public async Task Our_own_number_finds_its_customer_and_never_overwrites_another()
    {
        await world.ExecuteAsync(
            "insert into crm.customers (id, external_reference, first_name, created_at) values (5200, 'C77', 'Old', now()), "
            + "(5201, '5200', 'Other', now())");
        var import = await UploadAsync("customers", "14-own-export.csv");
        Assert.Equal(
            ["by_customer_id", null, "first_name", "last_name", "email", "phone", "external_reference"], import.Settings.Columns);
        Assert.Equal((0, 1), ((await DoneAsync(import)).Outcome is { } done ? (done.Added, done.Changed) : default));
        Assert.Equal(
            ["5200 Edited", "5201 Other"],
            await world.LinesAsync("select id || ' ' || first_name from crm.customers where id in (5200, 5201) order by 1"));

        var outcome = await world.ImportAsync(
            "customers", "Customer ID,First Name,Customer Reference\n5200,Wrong,5200\n999999,Nobody,\n5201,By number,\n");
        Assert.Equal(
            [Problems.UnknownId, Problems.OtherId], outcome.Refusals.Select(refusal => refusal.Problem).OrderDescending());
        Assert.Equal("By number", await world.ScalarAsync<string>("select first_name from crm.customers where id = 5201"));
        var tags = await world.ImportAsync("tags", "Customer ID,Tag Name\n5200,Numbered\n888888,Numbered\n");
        Assert.Equal((1, 1), (tags.Added, tags.Refused));
    }

    [Fact]
    public async Task A_column_that_the_last_import_had_is_asked_about()
    {
        await world.ImportAsync("memberships", "External Reference,Customer Reference,Scheme,Starts,Expires\nMM1,none,F,2026-01-01,\n");
        await world.ImportAsync("customers", "External Reference\nMM\n");
        await world.ImportAsync("memberships", "External Reference,Customer Reference,Scheme,Starts,Expires\nMM1,MM,F,2026-01-01,\n");
        var import = await world.UploadAsync("memberships", "External Reference,Customer Reference,Scheme,Starts\nMM1,MM,F,2026-01-01\n");
        var asked = Assert.IsType<ImportChange.ColumnsMissing>(await world.SendAsync(
            new CheckImport(import.Id, import.Version, import.Settings, ImportWorld.Somebody)));
        Assert.Equal(["Expires"], asked.Labels);
        Assert.Equal(
            new ImportChange.Done(),
            await world.SendAsync(new CheckImport(
                import.Id, import.Version, import.Settings with { Allowed = asked.Columns }, ImportWorld.Somebody)));
        await world.WorkAsync(import.Id);
    }

    [Fact]
    public async Task A_renamed_column_is_recognised_and_what_is_left_out_is_said()
    {
        var import = await UploadAsync("customers", "15-renamed-email-column.csv");
        Assert.Equal(["external_reference", "first_name", "last_name", "email", "phone"], import.Settings.Columns);
        var twice = await UploadAsync("customers", "23-duplicate-headers.csv");
        Assert.Contains("Left out: Email, First Name.", ImportWords.HowRead(twice));
    }

    [Fact]
    public async Task Numbers_that_Excel_has_changed_are_no_references_and_no_telephones()
    {
        var import = await DoneAsync(await UploadAsync("customers", "16-scientific.csv"));
        Assert.Equal((0, 4), (import.Outcome!.Added, import.Outcome.Refused));
        Assert.Equal(
            [(Problems.ChangedByExcel, 3), (Problems.FormulaError, 1)],
            import.Outcome.Refusals.Select(refusal => (refusal.Problem, (int)refusal.Count)));
        var phone = await world.ImportAsync("customers", "External Reference,Phone\nSC1,4.47701E+11\nSC2,7700900001\n");
        Assert.Equal((2, Problems.ChangedByExcel), (phone.Added, Assert.Single(phone.Notices).Problem));
        var all = await DoneAsync(await world.UploadAsync("customers", "External Reference,Last Name\n1001.0,A\n1002.0,B\n"));
        Assert.Equal(2, all.Outcome!.Added);
        Assert.Contains(ImportWords.HowRead(all), line => line.Contains("ends in .0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Common_code_pages_are_offered_and_shown_before_anything_is_stored()
    {
        var import = await UploadAsync("customers", "17-windows-1250.csv");
        var settings = await world.SendAsync(new RecogniseColumns(
            import.FileId, import.Kind, import.Settings with { Encoding = "windows-1250" }));
        var first = await world.SendAsync(new ListFirstRows(import.FileId, settings));
        Assert.Equal(["Łukasz", "Žaneta"], first.Select(row => row.Cells[1]));
        foreach (var (encoding, _) in FileEncodings.All)
        {
            using var read = new StreamReader(FileEncodings.ToUtf8(new MemoryStream("abcd"u8.ToArray()), encoding));
            Assert.NotEqual("", await read.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task UTF_16_without_a_mark_is_told_by_its_NULs()
    {
        var import = await DoneAsync(await UploadAsync("customers", "20-utf16-nobom.csv"));
        Assert.Equal((FileEncodings.Utf16, '\t', 1), (import.Settings.Encoding, import.Settings.Separator, import.Outcome!.Added));
        Assert.Equal("José", await world.ScalarAsync<string>("select first_name from crm.customers where external_reference = 'T2'"));
        var big = await world.UploadAsync("customers", "External Reference,First Name\nBE1,José\n", new UnicodeEncoding(true, false));
        Assert.Equal(FileEncodings.Utf16BigEndian, big.Settings.Encoding);
        await Assert.ThrowsAsync<ImportException>(() => world.UploadAsync("customers", "External\0Reference\nx\n"));
    }

    [Fact]
    public async Task A_preference_by_name_means_the_one_that_has_the_name()
    {
        await world.ImportAsync("customers", "External Reference\nC0000006\nC0000011\nC0000012\nC0000013\n");
        await world.ImportAsync(
            "contact_preferences",
            "Customer Reference,Preference Reference,Preference Name,Answer\nC0000006,NBE,News by  e-mail,Yes\n"
            + "C0000011,NBE,News by  e-mail,Yes\nC0000012,NBE,News by  e-mail,Yes\n");
        await DoneAsync(await UploadAsync("contact_preferences", "27-optout.csv"));
        await DoneAsync(await UploadAsync("contact_preferences", "27-preferences.csv"));
        Assert.Equal(
            ["C0000006 No", "C0000011 No", "C0000012 No"],
            await world.LinesAsync(
                "select c.external_reference || ' ' || l.answer from crm.customer_contact_preferences l "
                + "join crm.customers c on c.id = l.customer_id where c.external_reference like 'C00000%' order by 1"));
        Assert.Equal(
            "News by  e-mail",
            await world.ScalarAsync<string>("select string_agg(name, '|') from crm.contact_preferences where lower(name) like 'news%'"));

        await world.ExecuteAsync("delete from crm.tags where lower(name) = 'vip'"); // Another case's file has it too.
        var made = await DoneAsync(await UploadAsync("tags", "27-tags.csv"));
        Assert.Equal(3, made.Outcome!.Added);
        Assert.Equal(["VIP"], made.Outcome.NewNames);
        Assert.Equal(["VIP"], await world.LinesAsync("select name from crm.tags where lower(name) = 'vip'"));
        await world.ExecuteAsync("insert into crm.tags (external_reference, name) values ('second', 'vip')");
        var several = await world.ImportAsync("tags", "Customer Reference,Tag Name\nC0000006,Vip\n");
        Assert.Equal(Problems.SharedName, Assert.Single(several.Refusals).Problem);
    }

    [Fact]
    public async Task An_empty_answer_leaves_the_preference_and_an_unreadable_one_refuses_the_row()
    {
        await world.ImportAsync("customers", "External Reference\nPA1\nPA2\n");
        const string header = "Customer Reference,Preference Reference,Preference Name,Answer\n";
        await world.ImportAsync("contact_preferences", header + "PA1,PA,By post,Yes\nPA2,PA,By post,No\n");
        var outcome = await world.ImportAsync("contact_preferences", header + "PA1,PA,By post,\nPA2,PA,By post,perhaps\n");
        Assert.Equal((0, 1, 1), (outcome.Changed, outcome.Unchanged, outcome.Refused));
        Assert.Equal(
            ["PA1 Yes", "PA2 No"],
            await world.LinesAsync(
                "select c.external_reference || ' ' || l.answer from crm.customer_contact_preferences l "
                + "join crm.customers c on c.id = l.customer_id where c.external_reference like 'PA_' order by 1"));
    }

    [Fact]
    public async Task A_time_in_a_column_of_its_own_is_joined_to_its_date()
    {
        await world.ImportAsync("events", "External Reference,Name\nE0001,Play\n");
        var import = await DoneAsync(await UploadAsync("instances", "35-date-and-time.csv"));
        Assert.Equal(2, import.Outcome!.Added);
        Assert.Equal(
            ["TI1 2026-12-12 19:30", "TI2 2026-12-13 14:00"],
            await world.LinesAsync(
                "select external_reference || ' ' || to_char(starts_at at time zone 'Europe/London', 'YYYY-MM-DD HH24:MI') "
                + "from crm.event_instances where external_reference like 'TI_' order by 1"));
    }

    [Fact]
    public async Task Words_for_nothing_are_counted_and_empty_and_a_total_is_nobody()
    {
        var import = await DoneAsync(await UploadAsync("customers", "36-nulls.csv"));
        Assert.Equal((5, Problems.Total), (import.Outcome!.Added, Assert.Single(import.Outcome.Refusals).Problem));
        Assert.Equal(
            [
                "NU1 Ann - - 1980-01-02", "NU2 - - - -", "NU3 Cat O&#39;Brien &amp; M&uuml;ller - -", "NU4 - - - -",
                "NU5 Dan Smith - 1980-01-02",
            ],
            await world.LinesAsync(
                "select concat_ws(' ', external_reference, coalesce(first_name, '-'), coalesce(last_name, '-'), coalesce(phone, '-'), "
                + "coalesce(birth_date::text, '-')) from crm.customers where external_reference like 'NU_' order by 1"));
        Assert.Contains(ImportWords.Warnings(import), line => line.StartsWith("10 cells say NULL", StringComparison.Ordinal));
        Assert.Contains(ImportWords.Warnings(import), line => line.Contains("codes of web pages", StringComparison.Ordinal));
        var kept = await world.ImportAsync(
            "customers", "External Reference,Last Name\nKW1,NULL\nKW2,Null\n", settings => settings with { EmptyWords = false });
        Assert.Equal(2, kept.Added);
        Assert.Equal(["NULL", "Null"], await world.LinesAsync(
            "select last_name from crm.customers where external_reference like 'KW_' order by external_reference"));
    }

    [Fact]
    public async Task Layouts_without_a_customers_number_go_by_the_address()
    {
        await world.ExecuteAsync("delete from crm.customers where lower(email) ~ '^(eva|ida|mia)@'");
        await world.ImportAsync("customers", "External Reference,Email,Town\nEVA,Eva@Example.org,Leeds\n");
        var pretix = await UploadAsync("customers", "28-pretix.csv");
        Assert.Equal(';', pretix.Settings.Separator);
        var done = (await DoneAsync(pretix)).Outcome!;
        Assert.Equal((1, 1, 0), (done.Added, done.Changed, done.Refused));
        Assert.Equal(
            ["EVA Eva Beispiel Leeds", "address:ida@example.org Ida Beispiel"],
            await world.LinesAsync(
                "select concat_ws(' ', external_reference, first_name, last_name, town) from crm.customers "
                + "where lower(email) in ('eva@example.org', 'ida@example.org') order by 1 desc"));
        var mailchimp = (await DoneAsync(await UploadAsync("customers", "28-mailchimp.csv"))).Outcome!;
        Assert.Equal((1, 0), (mailchimp.Added, mailchimp.Refused));
        await world.ImportAsync("customers", "External Reference,Email\nEVA2,eva@example.org\n");
        var several = await world.ImportAsync("customers", "Email,Last Name\neva@example.org,Both\n");
        Assert.Equal(Problems.SharedAddress, Assert.Single(several.Refusals).Problem);
        var nobody = await world.ImportAsync("tags", "Email,Tag Name\nnobody@example.org,Friend\nida@example.org,Friend\n");
        Assert.Equal((1, Problems.UnknownAddress), (nobody.Added, Assert.Single(nobody.Refusals).Problem));
    }

    private Task<Import> UploadAsync(string kind, string name) => world.UploadAsync(
        kind, File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "Integration", "ImportData", "Cases", name)), name);

    private async Task<Import> DoneAsync(Import import)
    {
        Assert.Empty(ColumnMatcher.ProblemsOf(import.What, import.Settings.Columns));
        Assert.Empty(ColumnMatcher.OpenOf(import.What, import.Settings));
        var done = await world.StartAsync(await world.CheckAsync(import));
        Assert.True(done.State == "imported", done.Reason);
        return done;
    }
}
