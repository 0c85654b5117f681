using System.Text;
using CsvHelper;
using CustomerListSchedules.Features.ImportData.Reading;
using FsCheck;
using FsCheck.Fluent;

namespace CustomerListSchedules.Unit.ImportData;

public sealed class CsvRowsTests
{
    private static readonly Gen<string> Cell = Gen.Elements(
        "", "a", "ordinary", "with space", "comma, inside", "\"quoted\"", "two\nlines", "é😀", ";", "'", "\ttab").Or(
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => new string([.. text.Get.Where(letter => !char.IsSurrogate(letter)
            && letter is not ('\r' or '\0'))])));

    private static readonly Gen<string[][]> Table = Gen.Choose(2, 5)
        .SelectMany(width => Cell.ArrayOf(width).ArrayOf().Select(rows => rows.Where(row => row.Any(cell => cell.Length > 0)).ToArray()));

    [Fact]
    public void What_is_written_as_CSV_is_read_back_cell_by_cell() => Prop.ForAll(
        Gen.Zip(Table, Gen.Elements(',', ';', '\t')).ToArbitrary(),
        written =>
        {
            var (rows, separator) = written;
            var header = Enumerable.Range(0, rows.Length == 0 ? 2 : rows[0].Length).Select(i => $"h{i}").ToArray();
            using var csv = new CsvRows(new MemoryStream(Write([header, .. rows], separator)), separator);
            Assert.Equal(header, csv.ReadHeader());
            // A row of nothing but separators is none.
            foreach (var row in rows.Where(row => row.Length == 1 || row.Any(cell => CellText.Trim(cell).Length > 0)))
            {
                Assert.True(csv.Read());
                Assert.Null(csv.Problem);
                Assert.Equal(row, Cells(csv));
            }

            Assert.False(csv.Read());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Bad_lines_among_good_ones_are_refused_each_by_itself() => Prop.ForAll(
        Gen.Elements("good,row", "quote\"inside,x", "\"after\"quote,x", "open,\"quote", "few", "one,two,three").ArrayOf().ToArbitrary(),
        lines =>
        {
            using var csv = new CsvRows(
                new MemoryStream(Encoding.UTF8.GetBytes("h0,h1\n" + string.Concat(lines.Select(line => line + "\n")))), ',');
            csv.ReadHeader();
            var read = new List<(long, bool)>();
            while (csv.Read())
            {
                read.Add((csv.Line, csv.Problem is null));
            }

            Assert.Equal(lines.Select((line, i) => (i + 2L, line is "good,row" or "quote\"inside,x" or "few")), read);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("h0,h1\r\na,\"b\r\nc\"\r\nd,e\r\n", 2, 4)]
    [InlineData("sep=,\nh0,h1\na,b\n\n\nc,d", 3, 6)]
    [InlineData("\uFEFFh0,h1\na,b\rc,d", 2, 3)]
    public void Lines_are_numbered_as_an_editor_does(string text, long first, long second)
    {
        using var csv = new CsvRows(new MemoryStream(Encoding.UTF8.GetBytes(text)), ',');
        Assert.Equal(["h0", "h1"], csv.ReadHeader());
        Assert.True(csv.Read());
        Assert.Equal(first, csv.Line);
        Assert.True(csv.Read());
        Assert.Equal(second, csv.Line);
        Assert.False(csv.Read());
    }

    [Fact]
    public void Cells_left_out_at_the_end_are_empty_and_a_quote_inside_a_cell_is_text()
    {
        using var csv = new CsvRows(new MemoryStream("h0,h1,h2\n5\" pipe,x\n=\"00123\",\"two\nlines\"\n"u8.ToArray()), ',');
        csv.ReadHeader();
        Assert.True(csv.Read());
        Assert.Equal((null, "5\" pipe", ""), (csv.Problem, Encoding.UTF8.GetString(csv[0]), Encoding.UTF8.GetString(csv[2])));
        Assert.True(csv.Read());
        Assert.Equal((null, "=\"00123\""), (csv.Problem, Encoding.UTF8.GetString(csv[0])));
        Assert.Equal("two\nlines", Encoding.UTF8.GetString(csv[1]));
        Assert.False(csv.Read());
    }

    [Fact]
    public void A_quote_that_is_never_closed_costs_one_line_of_many()
    {
        var text = new StringBuilder("h0,h1\n\"never closed,x\n");
        for (var i = 0; i < 50_000; i++)
        {
            text.Append("a,b\n");
        }

        using var csv = new CsvRows(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), ',');
        csv.ReadHeader();
        var (good, bad) = (0, 0);
        while (csv.Read())
        {
            _ = csv.Problem is null ? good++ : bad++;
        }

        Assert.Equal((50_000, 1), (good, bad));
    }

    private static string[] Cells(CsvRows csv) => [.. Enumerable.Range(0, csv.Cells).Select(i => Encoding.UTF8.GetString(csv[i]))];

    private static byte[] Write(IEnumerable<string[]> rows, char separator)
    {
        using var content = new MemoryStream();
        using (var csv = CsvWriter.Create(content, new CsvWriterOptions { Separator = separator }, leaveOpen: true))
        {
            foreach (var row in rows)
            {
                foreach (var cell in row)
                {
                    csv.WriteField(cell);
                }

                csv.EndRecord();
            }
        }

        return content.ToArray();
    }
}
