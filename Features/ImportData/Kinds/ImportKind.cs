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

    public const string Currency = "currency";
    public const string CurrencyLabel = "Currency";

    /// <summary>All that a column of the file can go into, <see cref="Deleted"/> last.</summary>
    public required IReadOnlyList<ImportField> Fields { get; init; }

    /// <summary>What one row of the file stands for, for a person.</summary>
    public required string Explains { get; init; }

    public ImportField Field(string column) => Fields.First(field => field.Column == column);
}
