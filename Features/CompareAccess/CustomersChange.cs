using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.CompareAccess;

/// <summary>How many customers come on to a Customer List that goes to somebody, and how many leave it.</summary>
/// <param name="ListId">The list.</param>
/// <param name="List">Its name.</param>
/// <param name="ScheduledLists">The names of the scheduled lists that deliver it.</param>
/// <param name="To">Who gets them.</param>
public sealed record CustomersChange(long ListId, string List, IReadOnlyList<string> ScheduledLists, IReadOnlyList<string> To)
{
    /// <summary>Null where they were not counted.</summary>
    public CustomerCounts? Counts { get; init; }

    /// <summary>Why they could not be counted; null where they were, or where so many lists change that this one was not.</summary>
    public string? Problem { get; init; }

    public bool Any => Counts is not { More: 0, Fewer: 0 };
}

/// <param name="Before">Customers as it is stored.</param>
/// <param name="After">Customers with the edit.</param>
/// <param name="More">Those who are on it only with the edit.</param>
/// <param name="Fewer">Those who are on it only as it is stored.</param>
public sealed record CustomerCounts(long Before, long After, long More, long Fewer)
{
    /// <summary>"3 customers more and 1 fewer".</summary>
    public string Words() => (More, Fewer) switch
    {
        (_, 0) => $"{Plural.Count(More, "customer")} more",
        (0, _) => $"{Plural.Count(Fewer, "customer")} fewer",
        _ => $"{Plural.Count(More, "customer")} more and {Plural.Number(Fewer)} fewer",
    };
}
