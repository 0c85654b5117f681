using System.IO.Compression;
using System.Security.Cryptography;
using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Unit.Infrastructure.Files;

/// <summary>The zip containers of Excel's and Word's files.</summary>
public sealed class OfficeZipTests
{
    [Theory]
    [InlineData("xlsx", 1)]
    [InlineData("xlsx", 7)]
    [InlineData("xlsx", 30_000)]
    [InlineData("docx", 1)]
    [InlineData("docx", 7)]
    [InlineData("docx", 30_000)]
    public async Task Checksums_satisfy_Python(string format, int rows)
    {
        string[][] cells = [.. Enumerable.Range(0, rows).Select(_ => new[] { RandomText(), RandomText() })];
        var (file, _) = Table.OfText(["a", "b"], cells).Write(format);

        const string check = "z = zipfile.ZipFile(sys.argv[1])\nprint(json.dumps([z.testzip(), *sorted(z.namelist())]))";
        var answer = await Python.ReadAsync("zipfile", check, file, "." + format);

        var parts = answer.EnumerateArray().Select(part => part.GetString()).ToList();
        Assert.Null(parts[0]);
        Assert.Contains(format == "xlsx" ? "xl/worksheets/sheet1.xml" : "word/document.xml", parts);
    }

    [Theory]
    [InlineData("xlsx")]
    [InlineData("docx")]
    public void A_file_is_written_forward_and_its_stream_left_open(string format)
    {
        using var file = new MemoryStream();
        file.Write("before"u8);
        using (var forward = new HashingStream(file))
        {
            Table.OfText(["a"]).WriteTo(forward, format, new Counted(100, "text"));
            forward.Write("after"u8);
            Assert.Equal(file.Length - "before".Length, forward.Length);
        }

        var bytes = file.ToArray();
        using var zip = new ZipArchive(new MemoryStream(bytes["before".Length..^"after".Length]));
        Assert.All(zip.Entries, entry => Assert.Equal(entry.Length, ReadAll(entry)));
    }

    private static string RandomText() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(30));

    private static long ReadAll(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        using var plain = new MemoryStream();
        content.CopyTo(plain);
        return plain.Length;
    }
}
