using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>
/// A zip file (PKWARE APPNOTE 6.3) written to a stream that cannot seek, entry after entry, of any size. Ours rather than
/// System.IO.Compression's because that offers zlib's level 1, whose Excel files are a third larger, or 6, which takes four times as long.
/// </summary>
internal sealed class ZipOutput(Stream output)
{
    private const uint Most32 = uint.MaxValue;
    private static readonly ZLibCompressionOptions Level = new() { CompressionLevel = 2 };

    private readonly List<Entry> entries = [];
    private long position;

    private sealed record Entry(byte[] Name, long Offset, uint Crc, long Compressed, long Size);

    /// <summary>Writes an entry; <paramref name="write"/> fills it.</summary>
    public void Write(string name, Action<Stream> write)
    {
        var offset = position;
        var encoded = Encoding.UTF8.GetBytes(name);
        Put(header =>
        {
            header.Write(0x04034b50u);
            WriteCommon(header, version: 20);
            header.Write(0u);
            header.Write(0u);
            header.Write(0u);
            header.Write((ushort)encoded.Length);
            header.Write((ushort)0);
            header.Write(encoded);
        });

        // gzip is deflate between a header and a trailer, and the trailer holds the checksum that zip wants.
        var body = new GZipBody(output);
        long size;
        using (var gzip = new GZipStream(body, Level, leaveOpen: true))
        using (var counted = new CountingStream(gzip))
        {
            write(counted);
            size = counted.Length;
        }

        var entry = new Entry(encoded, offset, body.Crc(), body.Written, size);
        position += entry.Compressed;
        entries.Add(entry);
        Put(descriptor =>
        {
            descriptor.Write(0x08074b50u);
            descriptor.Write(entry.Crc);
            if (Math.Max(entry.Compressed, entry.Size) > Most32)
            {
                descriptor.Write(entry.Compressed);
                descriptor.Write(entry.Size);
            }
            else
            {
                descriptor.Write((uint)entry.Compressed);
                descriptor.Write((uint)entry.Size);
            }
        });
    }

    /// <summary>Writes the directory; nothing can follow.</summary>
    public void End()
    {
        var start = position;
        foreach (var entry in entries)
        {
            Put(directory => WriteDirectory(directory, entry));
        }

        var length = position - start;
        if (position > Most32)
        {
            Put(end => WriteZip64End(end, start, length));
        }

        Put(end =>
        {
            end.Write(0x06054b50u);
            end.Write(0u);
            end.Write((ushort)entries.Count);
            end.Write((ushort)entries.Count);
            end.Write((uint)Math.Min(length, Most32));
            end.Write((uint)Math.Min(start, Most32));
            end.Write((ushort)0);
        });
    }

    private static void WriteCommon(BinaryWriter record, ushort version)
    {
        record.Write(version);
        record.Write((ushort)0x0808); // sizes follow the content; names are UTF-8
        record.Write((ushort)8);      // deflate
        record.Write((ushort)0);
        record.Write((ushort)0x0021); // 1 January 1980: the file's time is not ours to tell
    }

    private static void WriteDirectory(BinaryWriter directory, Entry entry)
    {
        var large = Math.Max(Math.Max(entry.Compressed, entry.Size), entry.Offset) >= Most32;
        directory.Write(0x02014b50u);
        directory.Write((ushort)45);
        WriteCommon(directory, (ushort)(large ? 45 : 20));
        directory.Write(entry.Crc);
        directory.Write(large ? Most32 : (uint)entry.Compressed);
        directory.Write(large ? Most32 : (uint)entry.Size);
        directory.Write((ushort)entry.Name.Length);
        directory.Write((ushort)(large ? 28 : 0));
        directory.Write((ushort)0);
        directory.Write((ushort)0);
        directory.Write((ushort)0);
        directory.Write(0u);
        directory.Write(large ? Most32 : (uint)entry.Offset);
        directory.Write(entry.Name);
        if (large)
        {
            directory.Write((ushort)1);
            directory.Write((ushort)24);
            directory.Write(entry.Size);
            directory.Write(entry.Compressed);
            directory.Write(entry.Offset);
        }
    }

    private void WriteZip64End(BinaryWriter end, long start, long length)
    {
        var at = position;
        end.Write(0x06064b50u);
        end.Write(44L);
        end.Write((ushort)45);
        end.Write((ushort)45);
        end.Write(0u);
        end.Write(0u);
        end.Write((long)entries.Count);
        end.Write((long)entries.Count);
        end.Write(length);
        end.Write(start);
        end.Write(0x07064b50u);
        end.Write(0u);
        end.Write(at);
        end.Write(1u);
    }

    private void Put(Action<BinaryWriter> write)
    {
        using var record = new MemoryStream();
        using var writer = new BinaryWriter(record);
        write(writer);
        writer.Flush();
        output.Write(record.GetBuffer(), 0, (int)record.Length);
        position += record.Length;
    }

    /// <summary>Passes on what is between gzip's header (10 bytes, RFC 1952 2.3) and its trailer (8: checksum and size).</summary>
    private sealed class GZipBody(Stream output) : WriteOnlyStream
    {
        private const int Header = 10;
        private const int Trailer = 8;

        private readonly byte[] held = new byte[Trailer];
        private int skipped;
        private int holding;

        public long Written { get; private set; }

        public uint Crc() => BinaryPrimitives.ReadUInt32LittleEndian(held);

        public override void Write(ReadOnlySpan<byte> bytes)
        {
            var skip = Math.Min(Header - skipped, bytes.Length);
            skipped += skip;
            bytes = bytes[skip..];

            // The last eight bytes so far may be the trailer: they wait until more follow.
            var excess = Math.Max(0, holding + bytes.Length - Trailer);
            var old = Math.Min(excess, holding);
            Pass(held.AsSpan(0, old));
            held.AsSpan(old, holding - old).CopyTo(held);
            holding -= old;
            Pass(bytes[..(excess - old)]);
            bytes[(excess - old)..].CopyTo(held.AsSpan(holding));
            holding += bytes.Length - (excess - old);
        }

        private void Pass(ReadOnlySpan<byte> bytes)
        {
            output.Write(bytes);
            Written += bytes.Length;
        }
    }

    private sealed class CountingStream(Stream output) : WriteOnlyStream
    {
        private long length;

        public override long Length => length;

        public override void Write(ReadOnlySpan<byte> bytes)
        {
            length += bytes.Length;
            output.Write(bytes);
        }
    }
}
