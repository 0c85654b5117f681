using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CustomerListSchedules.Infrastructure.Files.Members;

/// <summary>
/// Who was in a set, told of each member that is in it now: who is new, and how many are gone. Members come in an order that has nothing to
/// do with their hashes, so all of those before are held: twelve bytes each, and eight for each that is new, 12 MB for a million.
/// </summary>
internal sealed class KnownMembers
{
    /// <summary>Hashes in a stored part.</summary>
    public const int PartSize = 256 * 1024;

    private const int FirstSize = 1024;

    // The lowest bit of a hash is never set; in the table it says that the member is in the set still.
    private const ulong Still = 1;

    // Hashes are spread evenly, so that each has a place by its value; who finds it taken goes on to the next. Put in sorted, with half as
    // many gaps, they stay sorted, and one that is looked for is nearly always in the first line of memory that is read.
    private readonly ulong[] table;
    private readonly ulong places;
    private readonly int before;
    private int stayed;
    private ulong[] added = new ulong[FirstSize];

    private KnownMembers(ulong[] table, ulong places, int before) => (this.table, this.places, this.before) = (table, places, before);

    /// <summary>How many are in it now that were not before.</summary>
    public int Added { get; private set; }

    /// <summary>How many were in it before and are not now, once all are told.</summary>
    public int Gone => before - stayed;

    /// <summary>A set in which nobody was.</summary>
    public static KnownMembers Nobody() => new([0], 1, 0);

    /// <summary>Reads what <see cref="Parts"/> gave.</summary>
    /// <param name="members">How many there are in all.</param>
    /// <param name="parts">In their order.</param>
    public static async Task<KnownMembers> ReadAsync(int members, IAsyncEnumerable<byte[]> parts)
    {
        var places = (ulong)members + ((ulong)members / 2) + 1;
        var table = new ulong[places + FirstSize];
        var (next, count) = (0, 0);
        await foreach (var part in parts)
        {
            (next, table) = Fill(table, places, next, part);
            count += part.Length / MemberHashes.Size;
        }

        return count == members
            ? new KnownMembers(table, places, members)
            : throw new InvalidOperationException($"Of {members} hashes there are {count}.");
    }

    /// <summary>A hash as it stands in a stored part.</summary>
    public static byte[] Stored(ulong hash)
    {
        var stored = new byte[MemberHashes.Size];
        BinaryPrimitives.WriteUInt64BigEndian(stored, Even(hash));
        return stored;
    }

    /// <summary>Whether it was in the set before.</summary>
    public bool Holds(ulong hash) => Find(Even(hash)) >= 0;

    /// <summary>Takes a member that is in it now.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(ulong hash)
    {
        hash = Even(hash);
        if (Find(hash) is >= 0 and var at)
        {
            stayed += (table[at] & Still) == 0 ? 1 : 0;
            table[at] |= Still;
            return false;
        }

        if (Added == added.Length)
        {
            Array.Resize(ref added, Added * 2);
        }

        added[Added++] = hash;
        return true;
    }

    /// <summary>Who is in it now, to be stored: sorted hashes, big-endian, through all parts.</summary>
    public IEnumerable<byte[]> Parts()
    {
        Array.Sort(added, 0, Added);
        var (at, next, left) = (0, 0, stayed + Added);
        while (left > 0)
        {
            var part = new byte[Math.Min(PartSize, left) * MemberHashes.Size];
            left -= part.Length / MemberHashes.Size;
            for (var used = 0; used < part.Length; used += MemberHashes.Size)
            {
                while (at < table.Length && (table[at] & Still) == 0)
                {
                    at++;
                }

                var hash = at == table.Length || (next < Added && added[next] < table[at]) ? added[next++] : table[at++] & ~Still;
                BinaryPrimitives.WriteUInt64BigEndian(part.AsSpan(used), hash);
            }

            yield return part;
        }
    }

    // Nor is a hash nothing, which is what a gap holds.
    private static ulong Even(ulong hash) => (hash & ~Still) is > 0 and var even ? even : 2;

    private static ulong Place(ulong hash, ulong places) => Math.BigMul(hash, places, out _);

    private static (int Next, ulong[] Table) Fill(ulong[] table, ulong places, int next, ReadOnlySpan<byte> part)
    {
        foreach (var stored in MemoryMarshal.Cast<byte, ulong>(part))
        {
            var hash = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(stored) : stored;
            next = Math.Max(next, (int)Place(hash, places));
            // One gap stays at the end, at which every search ends.
            if (next + 1 == table.Length)
            {
                Array.Resize(ref table, table.Length + FirstSize);
            }

            table[next++] = hash;
        }

        return (next, table);
    }

    private int Find(ulong hash)
    {
        var at = (int)Place(hash, places);
        while (table[at] is > 0 and var found && (found & ~Still) <= hash)
        {
            if ((found & ~Still) == hash)
            {
                return at;
            }

            at++;
        }

        return -1;
    }
}
