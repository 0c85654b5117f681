namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>A file format under the name that staff know.</summary>
public sealed record FileFormat(string Value, string Name)
{
    /// <summary>Word's tables, and so its mail merge, end here (ECMA-376 part 1, 17.4.48).</summary>
    public const int MostMailMergeColumns = 63;

    public static readonly IReadOnlyList<FileFormat> All =
        [new("csv", "CSV"), new("xlsx", "Unformatted Excel"), new("docx", "Mail Merge document")];

    public static string NameOf(string value) => All.Single(format => format.Value == value).Name;
}
