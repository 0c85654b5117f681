namespace CustomerListSchedules.Features.Shared.OutputColumns;

/// <summary>An item of Output Columns or of Sort By.</summary>
public sealed record OutputItem(string Key, string Label, bool Known, bool First, bool Last, bool Sorted, bool Descending, string? Focus)
{
    /// <summary>What the browser copies to make a new item.</summary>
    public static readonly OutputItem Blank = new("", "", true, false, false, false, false, null);
}
