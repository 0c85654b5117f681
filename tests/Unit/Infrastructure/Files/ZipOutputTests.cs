using System.IO.Compression;
using System.Security.Cryptography;
using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Unit.Infrastructure.Files;

public sealed class ZipOutputTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void Entries_are_read_back_by_dotnet(int size)
    {
        var content = RandomNumberGenerator.GetBytes(size);

        using var zip = new ZipArchive(new MemoryStream(Write(content)));

        Assert.Equal(["first.bin", "folder/zweite ä.bin"], zip.Entries.Select(entry => entry.FullName));
        Assert.All(zip.Entries, entry =>
        {
            using var plain = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(plain);
            Assert.Equal(content, plain.ToArray());
        });
    }

    [Fact]
    public async Task Checksums_satisfy_Python()
    {
        var answer = await Python.ReadAsync(
            "zipfile", "z = zipfile.ZipFile(sys.argv[1])\nprint(json.dumps([z.testzip(), z.namelist()]))", Write(RandomNumberGenerator.GetBytes(70_000)), ".zip");

        Assert.Equal("""[null, ["first.bin", "folder/zweite \u00e4.bin"]]""", answer.GetRawText());
    }

    [Fact]
    public void An_entry_may_be_larger_than_4_GB()
    {
        const long size = (1L << 32) + 1000;
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.Create(path))
            {
                var zip = new ZipOutput(file);
                zip.Write("large", stream => Fill(stream, size));
                zip.Write("small", stream => stream.Write("end"u8));
                zip.End();
            }

            using var read = ZipFile.OpenRead(path);
            Assert.Equal(size, read.GetEntry("large")!.Length);
            using var large = read.GetEntry("large")!.Open();
            Assert.Equal(size, CountZeros(large));
            using var small = new StreamReader(read.GetEntry("small")!.Open());
            Assert.Equal("end", small.ReadToEnd());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Write(byte[] content)
    {
        using var output = new MemoryStream();
        var zip = new ZipOutput(output);
        zip.Write("first.bin", stream => stream.Write(content));
        zip.Write("folder/zweite ä.bin", stream => Array.ForEach(content.Chunk(4096).ToArray(), part => stream.Write(part)));
        zip.End();
        return output.ToArray();
    }

    private static void Fill(Stream stream, long size)
    {
        var zeros = new byte[1 << 20];
        for (; size > 0; size -= zeros.Length)
        {
            stream.Write(zeros, 0, (int)Math.Min(size, zeros.Length));
        }
    }

    private static long CountZeros(Stream stream)
    {
        var buffer = new byte[1 << 20];
        long count = 0;
        for (int read; (read = stream.Read(buffer)) > 0; count += read)
        {
            Assert.Equal(-1, buffer.AsSpan(0, read).IndexOfAnyExcept((byte)0));
        }

        return count;
    }
}
