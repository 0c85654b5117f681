using System.Text;
using System.Text.Unicode;
using CustomerListSchedules.Features.ImportData.Holding;
using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files.Writers;
using NodaTime;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>Turns rows of a file into rows of the staging table; those that are refused are staged with the reason.</summary>
internal sealed class RowStager
{
    /// <summary>Columns before those of the fields: line, deleted, problem, problem_column.</summary>
    private const int Fixed = 4;

    private readonly ImportKind kind;
    private readonly ImportField[] fields;
    private readonly int[] indexes;
    private readonly int deletedIndex;
    private readonly Cells cells;
    private readonly ErasedCustomers erased;
    private readonly byte[][][] choices;

    public RowStager(ImportKind kind, ImportSettings settings, DateTimeZone zone, ErasedCustomers erased)
    {
        this.kind = kind;
        this.erased = erased;
        fields = [.. StagedFields(kind, settings)];
        indexes = [.. fields.Select(field => settings.IndexOf(field.Column))];
        deletedIndex = settings.IndexOf(ImportKind.Deleted.Column);
        cells = new Cells(zone, settings.DayFirst);
        choices = [.. fields.Select(field => field.Choices.Select(Encoding.UTF8.GetBytes).ToArray())];
    }

    public int Columns => Fixed + fields.Length;

    /// <summary>The fields that have a column in the file, and those that the SQL needs in any case.</summary>
    public static IEnumerable<ImportField> StagedFields(ImportKind kind, ImportSettings settings) => kind.Fields.Where(field =>
        field.Type != ImportFieldType.Deleted && (settings.IndexOf(field.Column) >= 0 || kind is LinkKind));

    /// <summary>Writes the present row.</summary>
    public void Stage(CsvRows rows, BinaryCopyWriter copy)
    {
        copy.StartRow();
        if (rows.Problem is { } problem)
        {
            Refuse(copy, rows, problem, null, keyed: false);
        }
        else if (rows.Raw.Contains((byte)0))
        {
            Refuse(copy, rows, Problems.Nul, null, keyed: true);
        }
        else if (!Utf8.IsValid(rows.Raw))
        {
            Refuse(copy, rows, Problems.NotUtf8, null, keyed: true);
        }
        else
        {
            StageGood(rows, copy);
        }
    }

    private void StageGood(CsvRows rows, BinaryCopyWriter copy)
    {
        var deleted = false;
        if (deletedIndex >= 0 && !Cells.TryYesNo(Cell(rows, deletedIndex), out deleted))
        {
            Refuse(copy, rows, Problems.NotYesNo, ImportKind.Deleted.Label, keyed: true);
            return;
        }

        copy.Write(rows.Line);
        copy.Write(deleted);
        copy.WriteNull();
        copy.WriteNull();
        for (var i = 0; i < fields.Length; i++)
        {
            if (Value(rows, copy, i, deleted) is { } problem)
            {
                Refuse(copy, rows, problem, fields[i].Label, keyed: true);
                return;
            }
        }
    }

    /// <summary>Writes one value, or says why it cannot be.</summary>
    private string? Value(CsvRows rows, BinaryCopyWriter copy, int i, bool deleted)
    {
        var field = fields[i];
        var cell = indexes[i] < 0 ? [] : Cell(rows, indexes[i]);
        var isKey = IsKey(field);
        if (kind is LinkKind && cell.IsEmpty && field.Column == "reference")
        {
            // Without a reference of its own, the name is the reference.
            var name = Index("name");
            cell = name < 0 ? [] : Cell(rows, name);
            if (cell.IsEmpty)
            {
                return Problems.Needed;
            }
        }

        if (cell.IsEmpty)
        {
            copy.WriteNull();
            return field.Required && (isKey || !deleted) ? Problems.Needed : null;
        }

        if (deleted && !isKey)
        {
            copy.WriteNull();
            return null;
        }

        switch (field.Type)
        {
            case ImportFieldType.Date:
                if (!cells.TryDate(cell, out var date))
                {
                    return cells.DayFirst ? Problems.DayFirstDate : Problems.IsoDate;
                }

                copy.Write(date);
                return null;
            case ImportFieldType.Instant:
                if (!cells.TryInstant(cell, out var at))
                {
                    return cells.DayFirst ? Problems.DayFirstInstant : Problems.IsoInstant;
                }

                copy.Write(at);
                return null;
            case ImportFieldType.Amount:
                if (!Cells.TryAmount(cell, out var hundredths))
                {
                    return Problems.Amount;
                }

                copy.Write(hundredths);
                return null;
            case ImportFieldType.Count:
                if (!Cells.TryCount(cell, out var count))
                {
                    return Problems.Count;
                }

                copy.Write(count);
                return null;
            case ImportFieldType.YesNo:
                if (!Cells.TryYesNo(cell, out var yes))
                {
                    return Problems.NotYesNo;
                }

                copy.Write(yes);
                return null;
            case ImportFieldType.Choice:
                return Choice(copy, i, cell);
            default:
                return Text(copy, field, isKey, cell);
        }
    }

    private string? Choice(BinaryCopyWriter copy, int i, ReadOnlySpan<byte> cell)
    {
        foreach (var choice in choices[i])
        {
            if (Ascii.EqualsIgnoreCase(choice, cell))
            {
                copy.Write(choice);
                return null;
            }
        }

        return Problems.NotChoice(fields[i].Choices);
    }

    private string? Text(BinaryCopyWriter copy, ImportField field, bool isKey, ReadOnlySpan<byte> cell)
    {
        if (!Cells.Fits(cell, field.MaxLength))
        {
            return Problems.TooLong(field.MaxLength);
        }

        if (field.Type == ImportFieldType.Email && !Cells.IsEmail(cell))
        {
            return Problems.Email;
        }

        copy.Write(cell);
        return isKey && kind.Key == "customers" && erased.Contains(cell) ? Problems.Erased : null;
    }

    /// <param name="copy">Where the row is begun anew.</param>
    /// <param name="problem">Why it is refused.</param>
    /// <param name="column">The field's label, where one is to blame.</param>
    /// <param name="keyed">Whether its key can be read: what a refused row names is not missing from the file.</param>
    private void Refuse(BinaryCopyWriter copy, CsvRows rows, string problem, string? column, bool keyed)
    {
        copy.RestartRow();
        copy.Write(rows.Line);
        copy.Write(false);
        copy.Write(Encoding.UTF8.GetBytes(problem));
        if (column is null)
        {
            copy.WriteNull();
        }
        else
        {
            copy.Write(Encoding.UTF8.GetBytes(column));
        }

        for (var i = 0; i < fields.Length; i++)
        {
            var key = keyed && IsKey(fields[i]) && indexes[i] >= 0 ? Cell(rows, indexes[i]) : [];
            if (key.IsEmpty || key.Contains((byte)0) || !Utf8.IsValid(key))
            {
                copy.WriteNull();
            }
            else
            {
                copy.Write(key);
            }
        }
    }

    private bool IsKey(ImportField field) => kind is LinkKind links
        ? field == links.Owner || field.Column == "reference"
        : field.Column == "external_reference";

    private int Index(string column) => indexes[Array.FindIndex(fields, field => field.Column == column)];

    /// <summary>
    /// A cell without spaces around it, and without the apostrophe that our own CSV files put before what a spreadsheet would run.
    /// </summary>
    private static ReadOnlySpan<byte> Cell(CsvRows rows, int index)
    {
        var cell = Cells.Trim(rows[index]);
        return cell is [(byte)FormulaSafety.Guard, _, ..] && FormulaSafety.IsUnsafe(Encoding.UTF8.GetString(cell[1..])) ? cell[1..] : cell;
    }
}
