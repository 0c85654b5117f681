using System.Globalization;
using System.Text.Json.Serialization;
using CustomerListSchedules.Features.CustomerLists.Criteria;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>
/// All that a run needs of a list: definition, the global segments that it uses, output columns and sort. The database makes
/// one with the function <c>customer_list_snapshot(definition, output_columns, sort_by, row_per_booking)</c>.
/// </summary>
public sealed record ListSnapshot(
    ListDefinition Definition,
    IReadOnlyDictionary<string, SegmentSnapshot> Segments,
    IReadOnlyList<string> OutputColumns,
    IReadOnlyList<SortBy> SortBy)
{
    /// <summary>A row for each booking that matched; otherwise one for each customer.</summary>
    public bool RowPerBooking { get; init; }

    /// <summary>Whether a booking can match: whether any segment that is not negated has a booking criterion.</summary>
    [JsonIgnore]
    public bool MatchesBookings => Definition.Segments
        .Any(segment => !segment.Not && Find(segment)?.Criteria.OfType<BookingCriterion>().Any() == true);

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
    internal SegmentDefinition Criteria(AreaSegment segment) => Find(segment)
        ?? throw new DefinitionException(
            "A global segment that this list uses no longer exists. Take it out of the list, or choose another.");

    private SegmentDefinition? Find(AreaSegment segment) => segment switch
    {
        LocalSegment local => local.Definition,
        GlobalSegment global => Segments.GetValueOrDefault(global.SegmentId.ToString(CultureInfo.InvariantCulture))?.Definition,
        _ => null,
    };
}
