using System.Text.Json;
using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Features.ImportData.Mappings;

/// <summary>How files of one layout are read: where their columns go, by their names, and how they are written.</summary>
public sealed record KeptMapping
{
    public IReadOnlyList<KeptColumn> Columns { get; init; } = [];

    public bool EmptyWords { get; init; } = true;

    public bool RefuseBadCells { get; init; }

    public bool ReplaceTags { get; init; }

    public static KeptMapping Of(ImportSettings settings) => new()
    {
        Columns =
        [
            .. settings.Headers.Select((header, i) => new KeptColumn(header, settings.Columns.ElementAtOrDefault(i), settings.StyleOf(i))),
        ],
        EmptyWords = settings.EmptyWords,
        RefuseBadCells = settings.RefuseBadCells,
        ReplaceTags = settings.ReplaceTags,
    };

    /// <summary>
    /// The same settings with the columns where they were kept; one that the mapping does not know stays where it was recognised, unless
    /// another has its field. How a column is written is decided by its cells, and by the mapping where these leave it open.
    /// </summary>
    public ImportSettings Apply(ImportSettings settings, ImportKind kind)
    {
        var known = Columns.GroupBy(column => ColumnMatcher.Plain(column.Header))
            .ToDictionary(group => group.Key, group => new Queue<KeptColumn>(group));
        var kept = settings.Headers
            .Select(header => known.GetValueOrDefault(ColumnMatcher.Plain(header)) is { Count: > 0 } columns ? columns.Dequeue() : null)
            .ToList();
        var taken = kept.Select(column => column?.Field).OfType<string>().ToHashSet();
        return settings with
        {
            Columns =
            [
                .. kept.Select((column, i) => column is null
                    ? settings.Columns.ElementAtOrDefault(i) is { } field && !taken.Contains(field) ? field : null
                    : column.Field is { } chosen && ColumnMatcher.Knows(kind, chosen) ? chosen : null),
            ],
            Styles =
            [
                .. kept.Select((column, i) => new ColumnStyle
                {
                    DayFirst = settings.StyleOf(i).DayFirst ?? column?.Style.DayFirst,
                    DecimalComma = settings.StyleOf(i).DecimalComma ?? column?.Style.DecimalComma,
                }),
            ],
            EmptyWords = EmptyWords,
            RefuseBadCells = RefuseBadCells,
            ReplaceTags = ReplaceTags,
        };
    }

    public static KeptMapping Parse(string json) => JsonSerializer.Deserialize<KeptMapping>(json, JsonSerializerOptions.Web)!;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
