namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>An output column to sort by.</summary>
public sealed record SortBy(string Column, bool Descending)
{
    public static IReadOnlyList<SortBy> ParseAll(string json) => ListJson.Read<SortBy[]>(json);

    public static string ToJson(IEnumerable<SortBy> sortBy) => ListJson.Write(sortBy.ToArray());
}
