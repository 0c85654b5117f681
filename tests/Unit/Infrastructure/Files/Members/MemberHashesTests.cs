using System.Buffers.Binary;
using System.Security.Cryptography;
using CustomerListSchedules.Infrastructure.Files.Members;

namespace CustomerListSchedules.Unit.Infrastructure.Files.Members;

public sealed class MemberHashesTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    [Fact]
    public void A_hash_is_the_first_half_of_an_AES_block_over_the_id()
    {
        using var hashes = new MemberHashes(Secret);
        using var aes = Aes.Create();
        aes.Key = Secret;
        var block = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(block, 4711);
        Assert.Equal(aes.EncryptEcb(block, PaddingMode.None)[..8], hashes.Of(4711));
    }

    [Fact]
    public void Many_hashes_are_sorted_and_are_those_of_each_id_alone()
    {
        long[] ids = [.. Enumerable.Range(0, 5000).Select(number => (number * 7919L) - 1000)];
        using var hashes = new MemberHashes(Secret);
        var together = Read(hashes.Sorted(ids));
        Assert.Equal(together.Order(), together);
        Assert.Equal(ids.Select(id => BinaryPrimitives.ReadUInt64BigEndian(hashes.Of(id))).Order(), together);
    }

    [Fact]
    public void A_million_customers_have_a_million_hashes_and_another_secret_gives_others()
    {
        long[] ids = [.. Enumerable.Range(1, 1_000_000).Select(id => (long)id)];
        using var ours = new MemberHashes(Secret);
        using var others = new MemberHashes(RandomNumberGenerator.GetBytes(32));
        var hashes = Read(ours.Sorted(ids)).ToHashSet();
        Assert.Equal(1_000_000, hashes.Count);
        Assert.DoesNotContain(Read(others.Sorted(ids)), hashes.Contains);
        // Nobody else is found among them.
        Assert.DoesNotContain(Read(ours.Sorted([.. ids.Select(id => id + 1_000_000)])), hashes.Contains);
    }

    private static ulong[] Read(byte[] hashes) =>
        [.. hashes.Chunk(MemberHashes.Size).Select(hash => BinaryPrimitives.ReadUInt64BigEndian(hash))];
}
