namespace CustomerListSchedules.Features.ImportData.Kinds;

/// <summary>A kind of file that can be imported.</summary>
/// <param name="Key">As on the command line and in the database.</param>
/// <param name="Label">For a person: "Contact preferences".</param>
/// <param name="One">"customer", "booking".</param>
/// <param name="Many">"customers", "bookings".</param>
/// <param name="Table">The table that its rows go into.</param>
public abstract record ImportKind(string Key, string Label, string One, string Many, string Table)
{
    public static readonly ImportField Deleted = new("deleted", "Deleted", ImportFieldType.Deleted) { Aliases = ["isdeleted", "removed"] };

    /// <summary>All that a column of the file can go into, <see cref="Deleted"/> last.</summary>
    public required IReadOnlyList<ImportField> Fields { get; init; }

    /// <summary>What one row of the file stands for, for a person.</summary>
    public required string Explains { get; init; }

    public ImportField Field(string column) => Fields.First(field => field.Column == column);
}

/// <summary>Rows with an external reference of their own, one row of the table each.</summary>
public sealed record RowKind(string Key, string Label, string One, string Many, string Table) : ImportKind(Key, Label, One, Many, Table)
{
    /// <summary>Tables whose rows go with it when it is deleted.</summary>
    public IReadOnlyList<Dependant> Cascades { get; init; } = [];

    /// <summary>Rows that keep it from being deleted.</summary>
    public Dependant? Holds { get; init; }

    /// <summary>A column that says when the row last changed.</summary>
    public string? TouchedColumn { get; init; }
}

/// <summary>Links between customers and things that have a reference and a name: tags, contact preferences.</summary>
/// <param name="LinkTable">Where the links are.</param>
/// <param name="LinkColumn">The id of the thing in it.</param>
public sealed record LinkKind(string Key, string Label, string One, string Many, string Table, string LinkTable, string LinkColumn) : ImportKind(Key, Label, One, Many, Table)
{
    /// <summary>The column of the link's own value; null where the link alone says it.</summary>
    public string? ValueColumn { get; init; }
}

/// <param name="Table">The table of what depends.</param>
/// <param name="Column">Its column with the id.</param>
/// <param name="Many">What they are, for a person.</param>
public sealed record Dependant(string Table, string Column, string Many);
