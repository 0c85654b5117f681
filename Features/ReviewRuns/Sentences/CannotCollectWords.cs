using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.ReviewRuns.Sentences;

/// <summary>
/// What keeps somebody who was sent a link from collecting, as the view <c>cannot_collect</c> names it, in words for staff.
/// </summary>
public static class CannotCollectWords
{
    /// <summary>In a word or two, to stand in brackets behind an address.</summary>
    public static string Short(string why) => why switch
    {
        "no_account" => "no account",
        "deactivated" => "account deactivated",
        "capitals" => "capitals",
        "no_role" => "no Collect Report role",
        _ => throw new ArgumentOutOfRangeException(nameof(why), why, "Not a reason."),
    };

    /// <summary>To follow the address.</summary>
    public static string Whole(string why, string? account) => why switch
    {
        "no_account" => "Cannot collect: there is no User Account with this address.",
        "deactivated" => "Cannot collect: the User Account is deactivated.",
        "capitals" => $"Cannot collect: the User Account is {account}, with other capitals.",
        "no_role" => "Cannot collect: the User Account does not hold the Collect Report role.",
        _ => throw new ArgumentOutOfRangeException(nameof(why), why, "Not a reason."),
    };

    /// <returns>"2 of 3 cannot collect: capitals, no account"; null when everybody can.</returns>
    public static string? Summary(int people, IReadOnlyCollection<string> reasons) => reasons.Count == 0
        ? null
        : $"{Plural.Number(reasons.Count)} of {Plural.Number(people)} cannot collect: {Reasons(reasons)}";

    public static string Reasons(IEnumerable<string> reasons) =>
        string.Join(", ", reasons.Distinct().Order(StringComparer.Ordinal).Select(Short));
}
