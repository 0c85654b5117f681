namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>An occurrence in a list of them.</summary>
/// <param name="ShowsOffset">Whether the offset from UTC is news: on the first line, and where it differs from the line before.</param>
public sealed record OccurrenceLine(Occurrence Occurrence, bool ShowsOffset)
{
    /// <summary>So many are seen without asking for more.</summary>
    public const int AtFirst = 3;

    public static IReadOnlyList<OccurrenceLine> Of(IReadOnlyList<Occurrence> occurrences) =>
        [.. occurrences.Select((occurrence, i) => new OccurrenceLine(
            occurrence, i == 0 || occurrences[i - 1].Offset != occurrence.Offset))];
}
