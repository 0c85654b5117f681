using System.Buffers;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>
/// Cuts what is written into chunks. A chunk is handed on when the next begins, or at <see cref="Complete"/> as the last; a file without a
/// byte is one empty chunk. Whoever gets a chunk gives its room back.
/// </summary>
internal sealed class ChunkWriteStream(int chunkSize, Action<Chunk> handOn) : WriteOnlyStream
{
    private byte[] buffer = Chunk.Room(chunkSize);
    private int used;
    private int index;

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (used == chunkSize)
            {
                handOn(new Chunk(index++, buffer, false));
                buffer = Chunk.Room(chunkSize);
                used = 0;
            }

            var part = Math.Min(bytes.Length, chunkSize - used);
            bytes[..part].CopyTo(buffer.AsSpan(used));
            used += part;
            bytes = bytes[part..];
        }
    }

    public void Complete() => handOn(new Chunk(index, buffer[..used], true));
}
