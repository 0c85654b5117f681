using System.Buffers;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>
/// Part of a file. Full ones are lent: new arrays of that size for each would be most of what the garbage collector has to do.
/// </summary>
internal sealed record Chunk(int Index, byte[] Content, bool Last)
{
    /// <summary>An array of exactly this size, which is a power of two.</summary>
    public static byte[] Room(int size)
    {
        var room = ArrayPool<byte>.Shared.Rent(size);
        return room.Length == size ? room : new byte[size];
    }

    /// <summary>Nobody uses the content any more; it may be personal data, which whoever gets the room next must not find in it.</summary>
    public void GiveBack()
    {
        if (!Last)
        {
            ArrayPool<byte>.Shared.Return(Content, clearArray: true);
        }
    }
}
