using System.Buffers.Binary;
using CustomerListSchedules.Infrastructure.Files.Members;

namespace CustomerListSchedules.Unit.Infrastructure.Files.Members;

public sealed class SetHashesTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    /// <summary>The reference's vector of a message of the bytes 0 to 15 under a key of the same.</summary>
    [Fact]
    public void A_hash_is_SipHash_of_the_id_and_the_number_of_its_set() =>
        Assert.Equal(
            0x3f2acc7f57c29bdbUL,
            new SetHashes(Secret.AsSpan(0, SetHashes.KeySize), 0x0f0e0d0c0b0a0908).Of(0x0706050403020100));

    [Fact]
    public void The_same_person_has_another_hash_in_each_set_in_the_register_of_files_and_under_another_secret()
    {
        using var register = new MemberHashes(Secret);
        byte[] another = [.. Secret.Select(each => (byte)(each + 1))];
        ulong[] hashes =
        [
            BinaryPrimitives.ReadUInt64BigEndian(register.Of(4711)), SetHashes.Of(Secret, 1).Of(4711), SetHashes.Of(Secret, 2).Of(4711),
            SetHashes.Of(another, 1).Of(4711),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(SetHashes.Of([.. Secret], 1).Of(4711), SetHashes.Of(Secret, 1).Of(4711));
    }
}
