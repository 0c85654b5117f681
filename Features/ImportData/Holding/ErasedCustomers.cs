using System.Security.Cryptography;

namespace CustomerListSchedules.Features.ImportData.Holding;

/// <summary>The people who were erased, as keyed hashes (HMAC-SHA-256) of their external references.</summary>
internal sealed class ErasedCustomers(byte[]? key, IEnumerable<byte[]> hashes)
{
    private readonly HashSet<Int128> known = [.. hashes.Select(Short)];

    public int Count => known.Count;

    /// <summary>Whether those erased can no longer be told, because the keys that protect the hashes' key are lost.</summary>
    public bool Unknowable => key is null && known.Count > 0;

    /// <summary>Whether there is anyone to recognise.</summary>
    public bool Any => known.Count > 0 && key is not null;

    public bool Contains(ReadOnlySpan<byte> reference)
    {
        if (!Any)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key!, reference, hash);
        return known.Contains(Short(hash));
    }

    private static Int128 Short(byte[] hash) => Short(hash.AsSpan());

    // Half of the hash: no two people share it.
    private static Int128 Short(ReadOnlySpan<byte> hash) => System.Buffers.Binary.BinaryPrimitives.ReadInt128BigEndian(hash);
}
