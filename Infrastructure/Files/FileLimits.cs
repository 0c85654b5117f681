namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>What the formats' own applications can hold.</summary>
public static class FileLimits
{
    /// <summary>Columns of a Word table; a Mail Merge document with more is refused when it is saved.</summary>
    public const int MailMergeColumns = 63;

    /// <summary>Rows of a Word table, its header row apart.</summary>
    public const int MailMergeRows = 32_766;

    /// <summary>Characters of a mail merge field's name.</summary>
    public const int MailMergeHeader = 40;

    /// <summary>Rows of an Excel sheet, its header row apart.</summary>
    public const int ExcelRows = 1_048_575;

    /// <summary>Characters (UTF-16 code units) of an Excel cell.</summary>
    public const int ExcelCell = 32_767;
}
