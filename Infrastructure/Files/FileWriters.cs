using CustomerListSchedules.Infrastructure.Files.Writers;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>The writers, by format.</summary>
public static class FileWriters
{
    private static readonly IFileWriter[] Writers = [new CsvFileWriter(), new XlsxFileWriter(), new DocxFileWriter()];

    /// <summary>The writer of "csv", "xlsx" or "docx".</summary>
    public static IFileWriter For(string format) =>
        Array.Find(Writers, writer => writer.Format == format)
        ?? throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such file format.");
}
