using System.Text.Json.Serialization;
using CustomerListSchedules.Features.CustomerLists.Criteria;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>Criteria joined by AND or by OR; at least one.</summary>
public sealed record SegmentDefinition(Join Join, IReadOnlyList<Criterion> Criteria)
{
    /// <summary>More in one segment nobody can read.</summary>
    public const int MostCriteria = 50;

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

    /// <summary>
    /// Says that this segment has too many criteria; null when it has not. Asked where one grows or is saved, and not where one is read: a
    /// longer one of before still runs, and can be made shorter.
    /// </summary>
    public string? TooLong(string name) => Criteria.Count <= MostCriteria ? null
        : $"The segment \"{name}\" has {Criteria.Count} criteria; it may have at most {MostCriteria}.";
}
