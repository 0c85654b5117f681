namespace CustomerListSchedules.Features.ImportData.Kinds;

/// <summary>
/// Links between customers, or events, and things that have a reference and a name: tags, contact preferences.
/// </summary>
/// <param name="LinkTable">Where the links are.</param>
/// <param name="LinkColumn">The id of the thing in it.</param>
public sealed record LinkKind(
    string Key, string Label, string One, string Many, string Table, string LinkTable,
    string LinkColumn) : ImportKind(Key, Label, One, Many, Table)
{
    /// <summary>The field that names whom or what is linked, which comes first.</summary>
    public ImportField Owner => Fields[0];

    /// <summary>The column of the link's own value; null where the link alone says it.</summary>
    public string? ValueColumn { get; init; }
}
