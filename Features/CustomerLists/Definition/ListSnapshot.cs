namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>
/// All that a run needs of a list: definition, the global segments that it uses, output columns and sort. The database makes
/// one with the function <c>customer_list_snapshot(definition, output_columns, sort_by)</c>.
/// </summary>
public sealed record ListSnapshot(
    ListDefinition Definition,
    IReadOnlyDictionary<string, SegmentSnapshot> Segments,
    IReadOnlyList<string> OutputColumns,
    IReadOnlyList<SortBy> SortBy)
{
    public static ListSnapshot Parse(string json)
    {
        var snapshot = ListJson.Read<ListSnapshot>(json);
        snapshot.Definition.Checked();
        foreach (var segment in snapshot.Segments.Values)
        {
            segment.Definition.Checked(segment.Name);
        }

        return snapshot;
    }

    public string ToJson() => ListJson.Write(this);

    /// <summary>The criteria behind a segment's place in an area.</summary>
    internal SegmentDefinition Criteria(AreaSegment segment) => segment switch
    {
        LocalSegment local => local.Definition,
        GlobalSegment global when Segments.TryGetValue(
            global.SegmentId.ToString(System.Globalization.CultureInfo.InvariantCulture), out var found) => found.Definition,
        _ =>
            throw new DefinitionException(
                "A global segment that this list uses no longer exists. Take it out of the list, or choose another."),
    };
}
