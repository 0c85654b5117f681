namespace CustomerListSchedules.Features.CompareAccess;

/// <summary>Names in a row, as a sentence has them.</summary>
internal static class Phrase
{
    /// <summary>"A", "A and B", "A, B and C".</summary>
    public static string All(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";

    /// <summary>The same, of many the first alone: "A, B and 5 more".</summary>
    public static string Some(IReadOnlyList<string> names, int most) =>
        names.Count <= most ? All(names) : $"{string.Join(", ", names.Take(most))} and {names.Count - most} more";
}
