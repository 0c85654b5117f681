using CustomerListSchedules.Features.BuildCustomerList.Counting;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.SendByHand;

/// <summary>How counting the lists of a question stands.</summary>
/// <param name="Parts">In the order of the question's; null before they are counted.</param>
/// <param name="Reason">Why there is no count.</param>
public sealed record SendCount(Guid Id, string State, IReadOnlyList<PartCount>? Parts, string? Reason)
{
    public bool Running => State == CountStates.Running;
}

/// <summary>A list as it is now.</summary>
/// <param name="Customers">How many are on it.</param>
/// <param name="Bookings">How many bookings, where each has a row.</param>
/// <param name="Addresses">Of a mailing: how many different addresses, each of which gets it once.</param>
/// <param name="Headers">As in the file.</param>
/// <param name="Rows">The first, as in the file.</param>
/// <param name="Problem">Why it cannot be counted, in words for a person.</param>
public sealed record PartCount(
    long Customers, long? Bookings, long? Addresses, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows,
    string? Problem)
{
    /// <summary>How it differs from its last delivery, in words; null where nobody asks.</summary>
    public string? Since { get; init; }

    /// <summary>Where the new alone are sent, how many they are.</summary>
    public long? OnlyNew { get; init; }

    /// <summary>Both, in sentences.</summary>
    public string? SinceWords => (Since, OnlyNew) switch
    {
        (null, _) => null,
        (_, null) => $"{Since}.",
        (_, 0) => $"{Since}. Nobody is sent.",
        (_, { } some) => $"{Since}. Only the {Plural.Count(some, "new customer")} {Plural.Word(some, "is", "are")} sent.",
    };

    /// <summary>Why nothing would be sent; null where something is.</summary>
    public string? HeldBack { get; init; }

    public static PartCount None(string? problem) => new(0, null, null, [], [], problem);
}
