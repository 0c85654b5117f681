using CsvHelper;
using CustomerListSchedules.Features.ImportData.Kinds;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>A CSV file to start from: every column of a kind, and one row as an example.</summary>
public static class ImportTemplate
{
    public static byte[] For(ImportKind kind)
    {
        using var content = new MemoryStream();
        using (var csv = CsvWriter.Create(content, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true))
        {
            foreach (var field in Fields(kind))
            {
                csv.WriteField(field.Label);
            }

            csv.EndRecord();
            foreach (var field in Fields(kind))
            {
                csv.WriteField(field.Sample);
            }

            csv.EndRecord();
        }

        return content.ToArray();
    }

    /// <summary>Whoever starts from a template has references, and writes a time with its date.</summary>
    private static IEnumerable<ImportField> Fields(ImportKind kind) =>
        kind.Fields.Where(field => field.IsValue && field.Type is not (ImportFieldType.Time or ImportFieldType.Currency));
}
