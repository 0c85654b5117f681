namespace CustomerListSchedules.Features.Shared.Tables;

/// <summary>For <c>_DataRows</c>: rows of somebody's data, with as many columns as they chose.</summary>
/// <param name="Headers">The columns' labels.</param>
/// <param name="Rows">Each as long as the headers.</param>
/// <param name="Label">What the rows are, for who does not see them.</param>
/// <param name="Scrolls">They stand where there is little room, and scroll down there: a stop for keys.</param>
public sealed record DataRows(
    IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows, string Label, bool Scrolls = false)
{
    /// <summary>More columns than a table has room for: each row is a card on a desk, too.</summary>
    public bool AreWide => Scrolls || Headers.Count > 5;
}
