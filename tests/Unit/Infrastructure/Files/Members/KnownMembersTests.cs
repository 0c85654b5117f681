using CustomerListSchedules.Infrastructure.Files.Members;
using FsCheck;
using FsCheck.Fluent;

namespace CustomerListSchedules.Unit.Infrastructure.Files.Members;

public sealed class KnownMembersTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(number => (byte)(number * 7))];

    /// <summary>Day after day, each compared with what was stored of the day before.</summary>
    [Fact]
    public void New_and_gone_are_the_difference_of_the_two_lists_whoever_was_on_them()
    {
        var day = Gen.ListOf(Gen.Choose(1, 60)).Select(members => members.Distinct().ToArray());
        Prop.ForAll(Gen.ListOf(day).ToArbitrary(), days =>
        {
            var hashes = SetHashes.Of(Secret, 9);
            var stored = Array.Empty<byte[]>();
            var before = Array.Empty<int>();
            foreach (var now in days)
            {
                var known = Read(stored);
                var told = now.Where(member => known.Add(hashes.Of(member))).ToArray();
                Assert.Equal(now.Except(before), told);
                Assert.Equal(now.Except(before).Count(), known.Added);
                Assert.Equal(before.Except(now).Count(), known.Gone);
                Assert.All(now, member => Assert.Equal(before.Contains(member), known.Holds(hashes.Of(member))));
                stored = [.. known.Parts()];
                before = now;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Sets_of_several_parts_are_sorted_through_all_of_them_and_found_again_whole()
    {
        var hashes = SetHashes.Of(Secret, 9);
        var first = Read([]);
        for (var member = 0; member < 600_000; member++)
        {
            first.Add(hashes.Of(member));
        }

        byte[][] parts = [.. first.Parts()];
        Assert.Equal([KnownMembers.PartSize, KnownMembers.PartSize, 600_000 - (2 * KnownMembers.PartSize)],
            parts.Select(part => part.Length / 8));
        var all = Read(parts);
        Assert.True(IsSorted(parts));
        // A hundred leave, and fifty come.
        for (var member = 100; member < 600_050; member++)
        {
            Assert.Equal(member >= 600_000, all.Add(hashes.Of(member)));
        }

        Assert.Equal((50, 100), (all.Added, all.Gone));
        byte[][] next = [.. all.Parts()];
        Assert.True(IsSorted(next));
        Assert.Equal(599_950, next.Sum(part => part.Length) / 8);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void A_member_who_is_told_of_twice_has_stayed_once(int members)
    {
        var hashes = SetHashes.Of(Secret, 9);
        var first = Read([]);
        Assert.All(Enumerable.Range(1, members), member => Assert.True(first.Add(hashes.Of(member))));
        var again = Read([.. first.Parts()]);
        Assert.Equal(members, again.Gone);
        foreach (var _ in new[] { 1, 2 })
        {
            Assert.All(Enumerable.Range(1, members), member => Assert.False(again.Add(hashes.Of(member))));
        }

        Assert.Equal((0, 0), (again.Added, again.Gone));
        Assert.False(again.Holds(hashes.Of(members + 1)));
    }

    [Fact]
    public void Hashes_that_crowd_at_either_end_are_found_as_well()
    {
        ulong[] few = [.. Enumerable.Range(1, 3000).Select(each => (ulong)each * 2)];
        ulong[] hashes = [.. few, .. few.Select(each => ulong.MaxValue - 1 - each)];
        var first = Read([]);
        Assert.All(hashes, hash => Assert.True(first.Add(hash)));
        var again = Read([.. first.Parts()]);
        Assert.All(hashes, hash => Assert.False(again.Add(hash)));
        Assert.Equal((0, 0), (again.Added, again.Gone));
        Assert.False(again.Holds(ulong.MaxValue));
        Assert.False(again.Holds(8000));
        Assert.Equal(hashes.Length, again.Parts().Sum(part => part.Length) / 8);
    }

    [Fact]
    public async Task What_has_lost_a_part_is_not_taken_for_a_set() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => KnownMembers.ReadAsync(2, One([1, 2, 3, 4, 5, 6, 7, 8])));

    private static KnownMembers Read(IReadOnlyList<byte[]> parts) =>
        KnownMembers.ReadAsync(parts.Sum(part => part.Length) / 8, parts.ToAsyncEnumerable()).GetAwaiter().GetResult();

    private static bool IsSorted(IEnumerable<byte[]> parts)
    {
        var hashes = parts.SelectMany(part => part.Chunk(8)).Select(Convert.ToHexString).ToList();
        return hashes.SequenceEqual(hashes.Order(StringComparer.Ordinal).Distinct());
    }

    private static IAsyncEnumerable<byte[]> One(byte[] part) => new[] { part }.ToAsyncEnumerable();
}
