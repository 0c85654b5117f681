using System.Collections.Concurrent;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>
/// Cuts what is written into chunks and hands them to another thread over a bounded queue, so that writing waits when
/// storing falls behind. A chunk goes out when the next begins, or at <see cref="Complete"/> as the last; a file without a byte is one empty chunk.
/// </summary>
internal sealed class ChunkWriteStream(BlockingCollection<Chunk> queue, int chunkSize, CancellationToken cancellationToken) : WriteOnlyStream
{
    private byte[] buffer = new byte[chunkSize];
    private int used;
    private int index;

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

    public void Complete() => queue.Add(new Chunk(index, buffer[..used], true), cancellationToken);
}

internal sealed record Chunk(int Index, byte[] Content, bool Last);
