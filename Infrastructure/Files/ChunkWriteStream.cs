using System.Collections.Concurrent;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>
/// Cuts what is written into chunks and hands them to another thread over a bounded queue, so that writing waits when
/// storing falls behind. A chunk goes out when the next begins, or at <see cref="Complete"/> as the last; a file without a byte is one empty chunk.
/// </summary>
internal sealed class ChunkWriteStream(BlockingCollection<Chunk> queue, int chunkSize, CancellationToken cancellationToken) : Stream
{
    private byte[] buffer = new byte[chunkSize];
    private int used;
    private int index;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (used == chunkSize)
            {
                queue.Add(new Chunk(index++, buffer, false), cancellationToken);
                buffer = new byte[chunkSize];
                used = 0;
            }

            var part = Math.Min(bytes.Length, chunkSize - used);
            bytes[..part].CopyTo(buffer.AsSpan(used));
            used += part;
            bytes = bytes[part..];
        }
    }

    public override void Flush()
    {
    }

    public void Complete() => queue.Add(new Chunk(index, buffer[..used], true), cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

internal sealed record Chunk(int Index, byte[] Content, bool Last);
