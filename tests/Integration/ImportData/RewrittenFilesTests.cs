using System.Globalization;
using System.Text;
using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;
using FsCheck;
using FsCheck.Fluent;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>
/// The same rows, written as another program would: they are the same rows, or the file, or a row of it, is refused. Nothing is ever read
/// as something else.
/// </summary>
public sealed class RewrittenFilesTests(ImportWorld world) : IClassFixture<ImportWorld>
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    // Those that are told from the bytes, and those that a person has to name.
    private static readonly (string Name, bool Told, string Letters)[] Encodings =
    [
        ("utf-8", true, "éßőΩЖ—😀"), ("utf-8 with a mark", true, "éßőΩЖ—😀"), ("utf-16", true, "éßőΩЖ—😀"), ("utf-16be", true, "éßőΩЖ—😀"),
        ("windows-1252", true, "éßñ€’"), ("windows-1250", false, "őřłčß"), ("windows-1251", false, "ЖдяЁ"), ("windows-1253", false, "Ωαλς"),
        ("iso-8859-2", false, "őřłč"), ("iso-8859-15", false, "é€œŽ"), ("macintosh", false, "éßñœ"),
    ];

    private static readonly char[] Separators = [',', ';', '\t'];

    private static readonly string[] LineBreaks = ["\r\n", "\n"];

    private static readonly string[] Dates =
    [
        "yyyy-MM-dd", "dd/MM/yyyy", "MM/dd/yyyy", "d.M.yyyy", "d-M-yyyy", "dd-MMM-yyyy", "yyyy/MM/dd", "d MMMM yyyy", "M/d/yyyy",
        "yyyyMMdd",
    ];

    private static readonly string[] Moments = ["{0}", "{0} HH:mm", "{0} HH:mm:ss", "{0} h:mm tt"];

    private static readonly (string Group, string Mark, string Currency)[] Numbers =
        [("", ".", ""), (",", ".", ""), (".", ",", ""), (" ", ",", ""), ("\u00A0", ",", ""), ("'", ".", ""), ("", ",", ""), ("", ".", "£")];

    private static readonly Gen<Style> AnyStyle =
        from encoding in Gen.Elements(Encodings)
        from separator in Gen.Elements(Separators)
        from line in Gen.Elements(LineBreaks)
        from date in Gen.Elements(Dates)
        from moment in Gen.Elements(Moments)
        from number in Gen.Elements(Numbers)
        from quoted in ArbMap.Default.GeneratorFor<bool>()
        let style = new Style(encoding.Name, encoding.Told, encoding.Letters, separator, line, date, moment, number, quoted)
        where style.CanWrite(number.Group + number.Currency)
        select style;

    private static Gen<string> Text(string letters) =>
        from word in Gen.Elements("Ada", "O'Neil", "van der Berg", "Li", "McKay")
        from between in Gen.Elements("", " ", ", ", "; ", " \"x\" ", "\n", " - ")
        from letter in Gen.Elements(letters.EnumerateRunes().Select(rune => rune.ToString()).ToArray())
        select word + (between.Length == 0 ? "" : between + "Z") + letter;

    private static Gen<Row[]> Rows(string letters) =>
        (from first in Text(letters)
         from last in Text(letters)
         from born in Gen.Choose(0, 30_000)
         from minute in Gen.Choose(0, 3_000_000)
         from pennies in Gen.OneOf(Gen.Choose(1, 99_999), Gen.Choose(100_000, 99_999_999))
         select new Row(
             first, last, new DateOnly(1930, 1, 1).AddDays(born), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(minute),
             pennies / 100m)).ListOf(6).Select(rows => rows.ToArray());

    [Fact]
    public void Rows_written_in_another_way_are_the_same_rows_or_refused()
    {
        var file = from style in AnyStyle from rows in Rows(style.Letters) select (style, rows);
        var (read, open) = (0, 0);
        Prop.ForAll(
            file.ToArbitrary(),
            each =>
            {
                foreach (var found in (bool?[])
                    [
                        AreTheSameAsync("customers", each.style, each.rows).GetAwaiter().GetResult(),
                        AreTheSameAsync("donations", each.style, each.rows).GetAwaiter().GetResult(),
                    ])
                {
                    (read, open) = found switch { true => (read + 1, open), null => (read, open + 1), _ => (read, open) };
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
        Assert.True(read > 60, $"Only {read} of 120 files were read whole; {open} were asked about.");
    }

    /// <returns>Whether all rows are the stored ones; null where something had to be asked first.</returns>
    private async Task<bool?> AreTheSameAsync(string kind, Style style, Row[] rows)
    {
        if (style.Moment == "{0}")
        {
            rows = [.. rows.Select(row => row with { Moment = row.Moment.Date })];
        }

        await world.ExecuteAsync("delete from crm.customers where external_reference like 'RW%'");
        await world.ImportAsync("customers", Style.Plain.Write("customers", rows));
        if (kind == "donations")
        {
            await world.ImportAsync("donations", Style.Plain.Write("donations", rows));
        }

        var import = await world.UploadAsync(kind, style.Write(kind, rows));
        var settings = import.Settings;
        if (!style.Told)
        {
            settings = await world.SendAsync(
                new RecogniseColumns(import.FileId, import.Kind, settings with { Encoding = style.Encoding }));
        }

        if (ColumnMatcher.OpenOf(ImportKinds.Get(kind), settings).Count > 0)
        {
            return null;
        }

        var seen = await world.CheckAsync(import, _ => settings with { Allowed = [ImportSettings.Everything] });
        if (seen.Outcome is not { } outcome)
        {
            return false; // Refused as a whole, in words.
        }

        Assert.True(
            outcome is { Added: 0, Changed: 0, Deleted: 0 } && outcome.Rows == rows.Length,
            $"{style} {kind}: {outcome.Rows} rows, {outcome.Added} added, {outcome.Changed} changed\n"
            + Encoding.UTF8.GetString(Encoding.Convert(style.ToEncoding(), Encoding.UTF8, style.Write(kind, rows))));
        if (style.Date == "yyyy-MM-dd" && style.Number is { Group: "", Mark: "." })
        {
            Assert.True(outcome is { Refused: 0, Notices.Count: 0 }, $"{style} {kind} means one thing, and was not taken whole.");
        }

        return outcome.Refused == 0;
    }

    private sealed record Row(string First, string Last, DateOnly Born, DateTime Moment, decimal Amount);

    private sealed record Style(
        string Encoding, bool Told, string Letters, char Separator, string Line, string Date, string Moment,
        (string Group, string Mark, string Currency) Number, bool Quoted)
    {
        public static readonly Style Plain = new("utf-8", true, "", ',', "\r\n", "yyyy-MM-dd", "{0} HH:mm", ("", ".", ""), false);

        public Encoding ToEncoding() => Encoding switch
        {
            "utf-8" or "utf-8 with a mark" => new UTF8Encoding(Encoding.Length > 5),
            "utf-16" => System.Text.Encoding.Unicode,
            "utf-16be" => System.Text.Encoding.BigEndianUnicode,
            _ => CodePagesEncodingProvider.Instance.GetEncoding(Encoding)!,
        };

        public bool CanWrite(string text) => ToEncoding().GetString(ToEncoding().GetBytes(text)) == text;

        public byte[] Write(string kind, Row[] rows)
        {
            string[] header = kind == "customers"
                ? ["External Reference", "First Name", "Last Name", "Birth Date", "Created", "Notes"]
                : ["External Reference", "Customer", "Fund", "Donated At", "Amount", "Notes"];
            var lines = rows.Select((row, index) => kind == "customers"
                ? (string[])[$"RW{index}", row.First, row.Last, Day(row.Born), At(row.Moment), ""]
                : [$"RWD{index}", $"RW{index}", row.First, At(row.Moment), Amount(row.Amount), ""]);
            var text = string.Concat(((string[][])[header, .. lines]).Select(line => string.Join(Separator, line.Select(Cell)) + Line));
            return [.. ToEncoding().GetPreamble(), .. ToEncoding().GetBytes(text)];
        }

        private string Day(DateOnly day) => day.ToString(Date, English);

        private string At(DateTime moment) => moment.ToString(string.Format(English, Moment, Date), CultureInfo.InvariantCulture);

        private string Amount(decimal amount)
        {
            var plain = amount.ToString("#,0.00", CultureInfo.InvariantCulture);
            return Number.Currency + plain.Replace(",", "g", StringComparison.Ordinal).Replace(".", Number.Mark, StringComparison.Ordinal)
                .Replace("g", Number.Group, StringComparison.Ordinal);
        }

        private string Cell(string text) =>
            Quoted || text.AsSpan().IndexOfAny([Separator, '"', '\n', '\r']) >= 0
                ? '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'
                : text;
    }
}
