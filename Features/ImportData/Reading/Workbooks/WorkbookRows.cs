using System.Globalization;
using CsvHelper;
using CustomerListSchedules.Features.ImportData.Kinds;

namespace CustomerListSchedules.Features.ImportData.Reading.Workbooks;

/// <summary>
/// Makes a sheet into the CSV that is stored, checked and imported as any other; each of its lines begins with the number of its row.
/// </summary>
internal static class WorkbookRows
{
    /// <summary>Most columns that are read of a sheet; one more than any file may have.</summary>
    private const int MostColumns = FileRows.MostColumns + 1;

    /// <summary>Among so many rows that hold anything, the one that names the columns is looked for.</summary>
    private const int HeaderWithin = 20;

    private sealed record Row(int Number, List<string> Cells);

    /// <param name="workbook">Where the sheet is.</param>
    /// <param name="wanted">The sheet's name; null for the first that holds anything.</param>
    /// <param name="kind">By its fields the row that names the columns is told from a title above it.</param>
    /// <param name="output">Gets the CSV, in UTF-8.</param>
    /// <param name="cancellationToken">Looked at now and then.</param>
    /// <returns>How the CSV is to be read, with the sheet that was taken.</returns>
    /// <exception cref="ImportException">There is no such sheet, or it is empty.</exception>
    public static ImportSettings Write(
        Workbook workbook, string? wanted, ImportKind kind, Stream output, CancellationToken cancellationToken)
    {
        foreach (var sheet in Chosen(workbook, wanted))
        {
            using var rows = Filled(workbook, sheet).GetEnumerator();
            var first = new List<Row>();
            while (first.Count < HeaderWithin && rows.MoveNext())
            {
                first.Add(rows.Current);
            }

            if (first.Count == 0)
            {
                continue;
            }

            using var csv = CsvWriter.Create(output, new CsvWriterOptions { ValidateFieldCount = false }, leaveOpen: true);
            foreach (var row in first.Skip(HeaderOf(first, kind)))
            {
                Write(csv, row);
            }

            while (rows.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                Write(csv, rows.Current);
            }

            return new ImportSettings { Sheet = sheet, OtherSheets = [.. workbook.Sheets.Where(other => other != sheet)] };
        }

        throw wanted is null
            ? new ImportException("The workbook is empty.")
            : new NoSuchSheetException($"The sheet \"{wanted}\" is empty.");
    }

    private static IEnumerable<string> Chosen(Workbook workbook, string? wanted)
    {
        if (wanted is null)
        {
            return workbook.Sheets;
        }

        var sought = CellText.Trim(wanted);
        var sheet = workbook.Sheets.FirstOrDefault(sheet => CellText.Trim(sheet).Equals(sought, StringComparison.OrdinalIgnoreCase));
        return sheet is not null
            ? [sheet]
            : throw new NoSuchSheetException(
                $"The workbook has no sheet \"{wanted}\". It has "
                + string.Join(", ", workbook.Sheets.Take(20).Select(name => $"\"{name}\"")) + ".");
    }

    private static IEnumerable<Row> Filled(Workbook workbook, string sheet)
    {
        var number = 0;
        foreach (var values in workbook.Read(sheet, MostColumns))
        {
            number++;
            var cells = values.Select(value => WorkbookCells.Text(value, workbook.StartsIn1904)).ToList();
            var filled = cells.FindLastIndex(cell => cell.Length > 0) + 1;
            cells.RemoveRange(filled, cells.Count - filled);
            if (cells.Count > 0)
            {
                yield return new Row(number, cells);
            }
        }
    }

    /// <summary>The row with most names of fields; of a file without any, the first with two cells.</summary>
    private static int HeaderOf(List<Row> rows, ImportKind kind)
    {
        var named = rows.Select(row => ColumnMatcher.Match(kind, [.. row.Cells.Select(CellText.Trim)]).Count(field => field is not null))
            .ToList();
        return named.Max() is > 0 and var most ? named.IndexOf(most) : Math.Max(0, rows.FindIndex(row => row.Cells.Count > 1));
    }

    private static void Write(CsvWriter csv, Row row)
    {
        csv.WriteField(row.Number.ToString(CultureInfo.InvariantCulture));
        foreach (var cell in row.Cells)
        {
            csv.WriteField(cell);
        }

        csv.EndRecord();
    }
}
