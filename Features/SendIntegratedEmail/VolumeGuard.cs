using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>When the size of a mailing is far from usual. Pure.</summary>
internal sealed record VolumeGuard
{
    public int MoreThanTimes { get; init; } = 3;
    public int LessThanOneIn { get; init; } = 10;
    public int RunsCompared { get; init; } = 10;
    public int NeverBelow { get; init; } = 20;
    public int FirstSendAbove { get; init; } = 1000;

    /// <param name="recipients">How many it would be sent to.</param>
    /// <param name="before">How many of the same Customer List it was sent to before, newest first; at most <see cref="RunsCompared"/> of
    /// them count.</param>
    /// <param name="confirmed">Whether a large first send was agreed to when the email was saved.</param>
    /// <param name="sent">Whether it was sent before, be it to another list: what was agreed to then is done.</param>
    /// <returns>Why a person should look at it first, with the figures; null when there is no reason to.</returns>
    public string? Problem(long recipients, IReadOnlyList<long> before, bool confirmed, bool sent = false)
    {
        var compared = before.Take(RunsCompared).ToArray();
        var people = Plural.Count(recipients, "person", "people");
        if (compared.Length == 0)
        {
            return recipients > FirstSendAbove && (sent || !confirmed)
                ? $"This would be its first send{(sent ? " to this Customer List" : "")}, and to {people}."
                : null;
        }

        var (smallest, largest) = (compared.Min(), compared.Max());
        var usual = compared.Length == 1
            ? $"it was sent to {Plural.Count(compared[0], "person", "people")} the last time"
            : smallest == largest
                ? $"its last {compared.Length} runs were sent to {Plural.Count(smallest, "person", "people")} each"
                : $"its last {compared.Length} runs were sent to between {Plural.Number(smallest)} "
                    + $"and {Plural.Count(largest, "person", "people")}";
        return Math.Max(recipients, smallest) < NeverBelow ? null
            : recipients > largest * MoreThanTimes
                ? $"It would be sent to {people}, more than {MoreThanTimes} times as many as usual: {usual}."
            : recipients * LessThanOneIn < smallest
                ? $"It would be sent to {people}, less than one in {LessThanOneIn} of the usual: {usual}."
            : null;
    }
}
