using System.Text.Json.Serialization;
using CustomerListSchedules.Features.CustomerLists.Criteria;

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
}

/// <summary>Areas joined by OR; empty ones are ignored, and none at all means everyone.</summary>
public sealed record Filter(IReadOnlyList<Area> Areas)
{
    public static readonly Filter Empty = new([]);
}

/// <summary>Segments joined by AND.</summary>
public sealed record Area(IReadOnlyList<AreaSegment> Segments);

/// <summary>A segment's place in an area. <see cref="Not"/> turns it into everyone else.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LocalSegment), "local")]
[JsonDerivedType(typeof(GlobalSegment), "global")]
public abstract record AreaSegment(bool Not);

/// <summary>A segment that lives inside one list.</summary>
public sealed record LocalSegment(string Name, SegmentDefinition Definition, bool Not = false) : AreaSegment(Not);

/// <summary>A segment kept on its own; an edit changes every list that uses it.</summary>
public sealed record GlobalSegment(long SegmentId, bool Not = false) : AreaSegment(Not);

/// <summary>Criteria joined by AND or by OR; at least one.</summary>
public sealed record SegmentDefinition(Join Join, IReadOnlyList<Criterion> Criteria)
{
    public static SegmentDefinition Of(params Criterion[] criteria) => new(Join.And, criteria);

    public static SegmentDefinition Parse(string json) => ListJson.Read<SegmentDefinition>(json);

    public string ToJson() => ListJson.Write(this);

    /// <summary>This segment, or a <see cref="DefinitionException"/> that names it and says what is wrong with it.</summary>
    public SegmentDefinition Checked(string name)
    {
        if (Criteria.Count == 0)
        {
            throw new DefinitionException($"The segment \"{name}\" has no criteria.");
        }

        if (Criteria.Select(criterion => criterion.Problem()).FirstOrDefault(problem => problem is not null) is { } found)
        {
            throw new DefinitionException($"The segment \"{name}\" cannot be used: {found}");
        }

        return this;
    }
}

public enum Join
{
    And,
    Or,
}
