using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace CustomerListSchedules.Infrastructure.Files.Members;

/// <summary>
/// 64-bit keyed hashes of ids, one at a time, within a numbered set: SipHash-2-4 (Aumasson and Bernstein, 2012), a pseudo-random function
/// for short messages that takes a tenth of what an AES block through the platform does, of the id and the set's number. The number, and a
/// key derived for this alone, keep what is hashed here from being matched with another set, or with the register of files.
/// </summary>
internal sealed class SetHashes
{
    public const int KeySize = 16;

    // The message is two words; the last word of the padding holds its length.
    private const ulong Length = 16UL << 56;

    private readonly ulong v0;
    private readonly ulong v1;
    private readonly ulong v2;
    private readonly ulong v3;
    private readonly ulong set;

    /// <param name="secret">Of the register of members.</param>
    /// <param name="set">The set's number.</param>
    public static SetHashes Of(byte[] secret, long set) =>
        new(HMACSHA256.HashData(secret, "who is in a set"u8).AsSpan(0, KeySize), (ulong)set);

    /// <param name="key">Of <see cref="KeySize"/> bytes.</param>
    /// <param name="set">The second word of each message.</param>
    internal SetHashes(ReadOnlySpan<byte> key, ulong set)
    {
        var (k0, k1) = (BinaryPrimitives.ReadUInt64LittleEndian(key), BinaryPrimitives.ReadUInt64LittleEndian(key[8..]));
        (v0, v1, v2, v3) = (k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573);
        this.set = set;
    }

    public ulong Of(long id)
    {
        var (a, b, c, d) = (v0, v1, v2, v3);
        Take((ulong)id, ref a, ref b, ref c, ref d);
        Take(set, ref a, ref b, ref c, ref d);
        Take(Length, ref a, ref b, ref c, ref d);
        c ^= 0xff;
        Round(ref a, ref b, ref c, ref d);
        Round(ref a, ref b, ref c, ref d);
        Round(ref a, ref b, ref c, ref d);
        Round(ref a, ref b, ref c, ref d);
        return a ^ b ^ c ^ d;
    }

    private static void Take(ulong word, ref ulong a, ref ulong b, ref ulong c, ref ulong d)
    {
        d ^= word;
        Round(ref a, ref b, ref c, ref d);
        Round(ref a, ref b, ref c, ref d);
        a ^= word;
    }

    private static void Round(ref ulong a, ref ulong b, ref ulong c, ref ulong d)
    {
        a += b;
        c += d;
        b = BitOperations.RotateLeft(b, 13) ^ a;
        d = BitOperations.RotateLeft(d, 16) ^ c;
        a = BitOperations.RotateLeft(a, 32);
        c += b;
        a += d;
        b = BitOperations.RotateLeft(b, 17) ^ c;
        d = BitOperations.RotateLeft(d, 21) ^ a;
        c = BitOperations.RotateLeft(c, 32);
    }
}
