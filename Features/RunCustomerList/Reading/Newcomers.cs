using CustomerListSchedules.Infrastructure.Files.Members;

namespace CustomerListSchedules.Features.RunCustomerList.Reading;

/// <summary>Tells of each customer of a list, as its rows go by, whether they are new since it was last delivered.</summary>
internal sealed class Newcomers(SetHashes hashes, KnownMembers known)
{
    /// <summary>The header of the column that marks them.</summary>
    public const string Column = "New since last time";

    /// <summary>Whether the file has their rows alone.</summary>
    public bool Alone { get; init; }

    /// <summary>Whether the file says of each row whether its customer is one.</summary>
    public bool Marked { get; init; }

    /// <summary>How many there are so far; when all have gone by, how many were on the list before and are not now.</summary>
    public (long New, long Gone) Counts => (known.Added, known.Gone);

    /// <param name="customerId">Of the row.</param>
    /// <param name="first">Whether no other row of the customer has gone by, and so they are counted.</param>
    public bool IsNew(long customerId, bool first)
    {
        var hash = hashes.Of(customerId);
        return first ? known.Add(hash) : !known.Holds(hash);
    }

    /// <summary>Who is on the list now, to be stored.</summary>
    public IEnumerable<byte[]> Parts() => known.Parts();
}
