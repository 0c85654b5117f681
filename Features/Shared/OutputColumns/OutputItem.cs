namespace CustomerListSchedules.Features.Shared.OutputColumns;

/// <summary>An item of Output Columns or of Sort By.</summary>
/// <param name="SortPlace">Its place among those that are sorted by, from 1; 0 when it is none of them.</param>
/// <param name="Sorts">How many are sorted by.</param>
public sealed record OutputItem(
    string Key, string Label, bool Known, bool First, bool Last, int SortPlace, int Sorts, bool Descending, string? Focus)
{
    /// <summary>What the browser copies to make a new item.</summary>
    public static readonly OutputItem Blank = new("", "", true, false, false, 0, 0, false, null);

    /// <summary>The arrow's direction; null where there is none.</summary>
    public string? Order => SortPlace == 0 ? null : Descending ? OutputInput.Descending : OutputInput.Ascending;

    /// <summary>The small number of the arrow; null where there is one sort, or none.</summary>
    public string? Number => SortPlace > 0 && Sorts > 1 ? $"{SortPlace}" : null;

    public string OrderWords => Order is null ? "" : $", {Order}{(Number is null ? "" : $", {SortPlace} of {Sorts}")}";
}
