namespace CustomerListSchedules.Features.ImportData.Kinds;

/// <summary>
/// A column of a file of customers that holds what else is a file of its own: the answers about one contact preference, or tags.
/// </summary>
/// <param name="Field">As it is staged.</param>
/// <param name="Name">The column's, by which a preference is found or made; null of tags.</param>
/// <param name="Reference">Of the preference that was chosen; null where the name says which.</param>
public sealed record LinkColumn(ImportField Field, string? Name, string? Reference)
{
    /// <summary>A column of tags.</summary>
    public const string Tags = "tags";

    /// <summary>A column of answers, named as its contact preference.</summary>
    public const string Preference = "preference";

    private const string Chosen = Preference + ":";

    private const int LongestWords = 4000;

    public bool IsTags => Name is null;

    /// <summary>The choice of a contact preference that there is.</summary>
    public static string Of(string reference) => Chosen + reference;

    /// <summary>Whether a column may go there, of a file of this kind.</summary>
    public static bool IsKey(ImportKind kind, string? column) => kind is RowKind { HasLinkColumns: true }
        && (column is Tags or Preference
            || (column?.StartsWith(Chosen, StringComparison.Ordinal) == true && column.Length > Chosen.Length));

    /// <summary>For a person, where only the choice is known.</summary>
    public static string LabelOf(string column) => column == Tags ? "Tags"
        : column == Preference ? "Contact preference" : $"Contact preference {column[Chosen.Length..]}";

    /// <summary>Those of a file.</summary>
    public static IEnumerable<LinkColumn> Of(ImportKind kind, IReadOnlyList<string> headers, IReadOnlyList<string?> columns)
    {
        for (var i = 0; i < columns.Count && i < headers.Count; i++)
        {
            if (!IsKey(kind, columns[i]))
            {
                continue;
            }

            var isTags = columns[i] == Tags;
            var field = new ImportField($"link_{i}", headers[i], isTags ? ImportFieldType.Words : ImportFieldType.Answer)
            {
                At = i,
                IsValue = false,
                MaxLength = isTags ? LongestWords : 0,
            };
            yield return new LinkColumn(
                field, isTags ? null : headers[i],
                columns[i]!.StartsWith(Chosen, StringComparison.Ordinal) ? columns[i]![Chosen.Length..] : null);
        }
    }
}
