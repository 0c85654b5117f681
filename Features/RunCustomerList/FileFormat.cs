using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>A file format under the name that it has everywhere.</summary>
public sealed record FileFormat(string Value, string Name)
{
    public const string Csv = "csv";
    public const string Xlsx = "xlsx";
    public const string Docx = "docx";

    public const string Hint = "For Excel, choose Unformatted Excel: opening a CSV, Excel drops leading zeros and shortens long numbers.";

    public static readonly IReadOnlyList<FileFormat> All =
        [new(Csv, "CSV"), new(Xlsx, "Unformatted Excel"), new(Docx, "Mail Merge document")];

    public static bool IsKnown(string value) => All.Any(format => format.Value == value);

    public static string NameOf(string value) => All.Single(format => format.Value == value).Name;

    /// <summary>Why a file of the format cannot have so many columns; null when it can.</summary>
    /// <param name="value">The format.</param>
    /// <param name="columns">How many.</param>
    /// <param name="whose">"these are", before their number.</param>
    /// <param name="where">" in its Output tab", after "Remove some".</param>
    public static string? ProblemOf(string value, int columns, string whose, string where = "") =>
        value == Docx && columns > FileLimits.MailMergeColumns
            ? $"A {NameOf(Docx)} has at most {FileLimits.MailMergeColumns} columns; {whose} {columns}. "
                + $"Remove some{where}, or choose another file format."
            : null;
}
