using System.Text.Json.Serialization;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>Who is on a Customer List: those who meet the Pre Filter and the Main Filter.</summary>
public sealed record ListDefinition(Filter PreFilter, Filter MainFilter)
{
    /// <summary>More in one list nobody can read, and a page of them would be megabytes.</summary>
    public const int MostAreas = 30;

    /// <inheritdoc cref="MostAreas"/>
    public const int MostSegments = 100;

    /// <summary>A new list starts with everyone.</summary>
    public static readonly ListDefinition Everyone = new(Filter.Empty, Filter.Empty);

    /// <summary>The ids of the global segments that this definition uses.</summary>
    [JsonIgnore]
    public IEnumerable<long> GlobalSegmentIds =>
        Segments.OfType<GlobalSegment>().Select(segment => segment.SegmentId).Distinct();

    /// <summary>Every segment of both filters, in order.</summary>
    [JsonIgnore]
    public IEnumerable<AreaSegment> Segments =>
        PreFilter.Areas.Concat(MainFilter.Areas).SelectMany(area => area.Segments);

    public static ListDefinition Parse(string json) => ListJson.Read<ListDefinition>(json).Checked();

    public string ToJson() => ListJson.Write(this);

    /// <summary>This definition, or a <see cref="DefinitionException"/> that says what is wrong with it.</summary>
    public ListDefinition Checked()
    {
        if (PreFilter.Areas.Count > MostAreas || MainFilter.Areas.Count > MostAreas)
        {
            throw new DefinitionException($"A filter has at most {MostAreas} areas.");
        }

        if (Segments.Count() > MostSegments)
        {
            throw new DefinitionException($"A Customer List has at most {MostSegments} segments.");
        }

        foreach (var segment in Segments.OfType<LocalSegment>())
        {
            segment.Definition.Checked(segment.Name);
        }

        return this;
    }

    /// <inheritdoc cref="SegmentDefinition.TooLong"/>
    public string? TooLong() =>
        Segments.OfType<LocalSegment>()
            .Select(segment => segment.Definition.TooLong(segment.Name))
            .FirstOrDefault(words => words is not null);
}
