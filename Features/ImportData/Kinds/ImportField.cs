namespace CustomerListSchedules.Features.ImportData.Kinds;

/// <summary>Something that a column of the file can go into.</summary>
/// <param name="Column">Its column while it is staged, and in its crm table unless that holds an id.</param>
/// <param name="Label">Its name for a person, in templates and in messages.</param>
/// <param name="Type">What its cells must be.</param>
public sealed record ImportField(string Column, string Label, ImportFieldType Type)
{
    /// <summary>Most characters; 0 for other than text.</summary>
    public int MaxLength { get; init; }

    /// <summary>Whether every row that is not deleted needs it.</summary>
    public bool Required { get; init; }

    /// <summary>Whether the table needs a value, so that an empty cell leaves what is there.</summary>
    public bool KeepWhenEmpty { get; init; }

    /// <summary>The words that it may hold, as they are stored.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Other words for them, in small letters.</summary>
    public IReadOnlyDictionary<string, string> Synonyms { get; init; } = new Dictionary<string, string>();

    /// <summary>Other names of the column in files, in small letters and digits alone.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>A value for the template.</summary>
    public string Sample { get; init; } = "";

    /// <summary>The field with the time of day, where a file has one beside the date.</summary>
    public string? TimeField { get; init; }

    /// <summary>The field that it stands for: a customer's number or address, where a row has no reference.</summary>
    public string? Finds { get; init; }

    /// <summary>The field without which it says nothing: a time of a performance, without the event's name.</summary>
    public string? Needs { get; init; }

    /// <summary>Whether it is stored as well, where <see cref="Finds"/> names what it stands for.</summary>
    public bool IsValue { get; init; } = true;

    /// <summary>Whether characters that cannot be seen have no place in it, and Excel no business changing it.</summary>
    public bool IsMark { get; init; }

    /// <summary>The table that a <see cref="ImportFieldType.Reference"/> points into.</summary>
    public ImportReference? Points { get; init; }

    /// <summary>Of a field that is made for one column of the file: which; otherwise the file's settings say.</summary>
    public int? At { get; init; }

    /// <summary>The type of its column while it is staged.</summary>
    public string StagedType => Type switch
    {
        ImportFieldType.Date => "date",
        ImportFieldType.Instant => "timestamptz",
        ImportFieldType.Amount => "bigint",
        ImportFieldType.Count => "integer",
        ImportFieldType.Id => "bigint",
        ImportFieldType.YesNo or ImportFieldType.Deleted => "boolean",
        _ => "text",
    };
}
