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
            foreach (var field in kind.Fields)
            {
                csv.WriteField(field.Label);
            }

            csv.EndRecord();
            foreach (var field in kind.Fields)
            {
                csv.WriteField(field.Sample);
            }

            csv.EndRecord();
        }

        return content.ToArray();
    }
}
