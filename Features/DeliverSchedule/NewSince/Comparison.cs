using CustomerListSchedules.Features.RunCustomerList.Reading;
using NodaTime;

namespace CustomerListSchedules.Features.DeliverSchedule.NewSince;

/// <summary>A scheduled list that is compared with its last delivery as its rows are read.</summary>
/// <param name="Newcomers">Told of each row.</param>
/// <param name="KeyId">Of what its members are hashed with.</param>
/// <param name="With">The instant that the run of the last delivery was for; null where there is none to compare with.</param>
/// <param name="WhyNot">Then, why: one of <see cref="SinceLast"/>.</param>
internal sealed record Comparison(Newcomers Newcomers, int KeyId, Instant? With, string? WhyNot)
{
    /// <summary>Once all rows have gone by.</summary>
    public SinceLast Result => new(Newcomers.Counts.New, Newcomers.Counts.Gone, With, WhyNot);

    /// <summary>Whether a choice needs to know who was on the list. Of the others nothing is read, kept or told.</summary>
    public static bool IsNeeded(string send, string onlyWhen) => send != SendTo.Everyone || onlyWhen == OnlyWhen.Changed;
}
