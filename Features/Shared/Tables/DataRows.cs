namespace CustomerListSchedules.Features.Shared.Tables;

/// <summary>For <c>_DataRows</c>: rows of somebody's data, with as many columns as they chose.</summary>
/// <param name="Headers">The columns' labels.</param>
/// <param name="Rows">Each as long as the headers.</param>
/// <param name="Label">What the rows are, for who does not see them.</param>
public sealed record DataRows(IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows, string Label)
{
    /// <summary>More columns than a table has room for on a desk: each row is a card there, too.</summary>
    public bool AreWide => Headers.Count > 5;
}
