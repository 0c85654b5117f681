using System.Text;
using CsvHelper;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Files.Writers;
using FsCheck;
using FsCheck.Fluent;

namespace CustomerListSchedules.Unit.Infrastructure.Files;

public sealed class CsvFileWriterTests
{
    [Fact]
    public void Every_kind_is_written_as_the_specification_says()
    {
        var table = new Table()
            .With("Name", FileColumnKind.Text).With("Customer ID", FileColumnKind.Integer).With("Lifetime, spend", FileColumnKind.Decimal)
            .With("Birth date", FileColumnKind.Date).With("Last booking", FileColumnKind.Instant).With("Post \"me\"", FileColumnKind.YesNo)
            .Row("Zoë", 42L, 1234.50m, new DateOnly(1970, 2, 3), new DateTime(2026, 7, 1, 12, 30, 59, DateTimeKind.Utc), true)
            .Row(null, null, null, null, null, null)
            .Row("", -1L, -0.05m, new DateOnly(9, 2, 3), new DateTime(2026, 12, 1, 12, 30, 0, DateTimeKind.Utc), false);

        var (file, written) = table.Write("csv");

        Assert.Equal(new FileWritten(3, 0), written);
        Assert.Equal(
            "\uFEFFName,Customer ID,\"Lifetime, spend\",Birth date,Last booking,\"Post \"\"me\"\"\"\r\n"
            + "Zoë,42,1234.50,1970-02-03,2026-07-01 13:30,Yes\r\n"
            + ",,,,,\r\n"
            + ",-1,-0.05,0009-02-03,2026-12-01 12:30,No\r\n",
            Encoding.UTF8.GetString(file));
    }

    [Fact]
    public void Instants_follow_the_venue_s_clock_over_its_changes()
    {
        var table = new Table().With("At", FileColumnKind.Instant);
        foreach (var hour in new[] { "2026-03-29T00:59", "2026-03-29T01:00", "2026-10-25T00:59", "2026-10-25T01:00", "2026-03-29T00:59" })
        {
            table.Row(DateTime.SpecifyKind(DateTime.Parse(hour, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc));
        }

        Assert.Equal(
            ["At", "2026-03-29 00:59", "2026-03-29 02:00", "2026-10-25 01:59", "2026-10-25 01:00", "2026-03-29 00:59", ""],
            Encoding.UTF8.GetString(table.Write("csv").File).TrimStart('\uFEFF').Split("\r\n"));
    }

    [Fact]
    public void A_label_is_guarded_like_any_text() =>
        Assert.Equal("\uFEFF'=cmd\r\n", Encoding.UTF8.GetString(Table.OfText(["=cmd"]).Write("csv").File));

    [Fact]
    public void Rows_are_told_one_by_one_while_the_reader_stands_on_them()
    {
        var told = new List<(long Count, long Value)>();
        var rows = new Counted(3);

        FileWriters.For("csv").Write(
            Stream.Null, rows, 0, [new("N", FileColumnKind.Integer)], Table.London, count => told.Add((count, rows.GetInt64(0))),
            TestContext.Current.CancellationToken);

        Assert.Equal([(1, 1), (2, 2), (3, 3)], told);
    }

    [Fact]
    public async Task Python_reads_hostile_cells_back()
    {
        var (file, _) = Table.OfText(["a", "b"], [.. Hostile.CellsOfAnyLength.Select(each => new[] { each.Cell, "end" })]).Write("csv");

        var rows = await Python.ReadAsync(
            "csv", "csv.field_size_limit(10**6)\nprint(json.dumps(list(csv.reader(open(sys.argv[1], encoding='utf-8-sig', newline='')))))",
            file, ".csv");

        Assert.Equal(Hostile.CellsOfAnyLength.Select(each => each.Csv), rows.EnumerateArray().Skip(1).Select(row => row[0].GetString()));
        Assert.All(rows.EnumerateArray().Skip(1), row => Assert.Equal("end", row[1].GetString()));
    }

    [Fact]
    public void Any_text_is_read_back_but_for_the_guard()
    {
        var rows = ArbMap.Default.GeneratorFor<string?>().Select(text => WithoutLoneSurrogates(text)).ArrayOf(2).ArrayOf();

        Prop.ForAll(rows.ToArbitrary(), table => ReadBack(table).SequenceEqual(table.SelectMany(row => row).Select(Guarded)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    internal static string? WithoutLoneSurrogates(string? text) =>
        text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Guarded(string? text) => text is null ? "" : FormulaSafety.Guarded(text);

    private static List<string> ReadBack(string?[][] rows)
    {
        using var reader = CsvReader.Create(new MemoryStream(Table.OfText(["a", "b"], rows).Write("csv").File));
        var cells = new List<string>();
        foreach (var row in reader)
        {
            cells.Add(row[0].ToString());
            cells.Add(row[1].ToString());
        }

        return cells;
    }
}
