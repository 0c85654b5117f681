using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CustomerListSchedules.Infrastructure.Files.Members;

/// <summary>
/// 64-bit keyed hashes of ids: the first half of one AES-256 block over the id, a pseudo-random function of it. An id is found where it
/// is not with a chance of one in 2^64 for each id that is held: one in 18 million million for a file of a million.
/// </summary>
internal sealed class MemberHashes : IDisposable
{
    public const int Size = 8;
    public const int SecretSize = 32;

    private const int BlockSize = 16;
    private const int BlocksAtOnce = 1024;

    private readonly Aes aes = Aes.Create();

    public MemberHashes(ReadOnlySpan<byte> secret) => aes.Key = secret.ToArray();

    public byte[] Of(long id) => Sorted([id]);

    /// <summary>Hashes of the ids, sorted, big-endian, so that their bytes sort as they do.</summary>
    public byte[] Sorted(ReadOnlySpan<long> ids)
    {
        var hashes = new ulong[ids.Length];
        Span<byte> blocks = stackalloc byte[BlockSize * BlocksAtOnce];
        for (var start = 0; start < ids.Length; start += BlocksAtOnce)
        {
            Hash(ids.Slice(start, Math.Min(BlocksAtOnce, ids.Length - start)), blocks, hashes.AsSpan(start));
        }

        Array.Sort(hashes);
        var bytes = new byte[hashes.Length * Size];
        for (var i = 0; i < hashes.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(i * Size), hashes[i]);
        }

        return bytes;
    }

    public void Dispose() => aes.Dispose();

    // Each block is a message of its own, so no chaining is wanted.
    private void Hash(ReadOnlySpan<long> ids, Span<byte> blocks, Span<ulong> hashes)
    {
        blocks.Clear();
        for (var i = 0; i < ids.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(blocks[(i * BlockSize)..], ids[i]);
        }

        var used = blocks[..(ids.Length * BlockSize)];
        aes.EncryptEcb(used, used, PaddingMode.None);
        for (var i = 0; i < ids.Length; i++)
        {
            hashes[i] = BinaryPrimitives.ReadUInt64BigEndian(used[(i * BlockSize)..]);
        }
    }
}
