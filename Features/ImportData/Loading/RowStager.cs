using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using CustomerListSchedules.Features.ImportData.Holding;
using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>Turns rows of a file into rows of the staging table; those that are refused are staged with the reason.</summary>
internal sealed class RowStager
{
    /// <summary>Columns beside those of the fields: line, deleted, problem, problem_column before them, left_out after.</summary>
    private const int Fixed = 5;

    private readonly ImportKind kind;
    private readonly ImportSettings settings;
    private readonly ImportField[] fields;
    private readonly int[] indexes;
    private readonly int[] times;
    private readonly ColumnStyle[] styles;
    private readonly bool[] required;
    private readonly int deletedIndex;
    private readonly DateCells dates;
    private readonly AmountCells amounts;
    private readonly string currency;
    private readonly int currencyIndex;
    private readonly bool isOfCodePage;
    private readonly CellText text;
    private readonly CellText timeText = new();
    private readonly ErasedCustomers erased;
    private readonly byte[][][] choices;
    private long leftOut;

    public RowStager(ImportKind kind, ImportSettings settings, Venue venue, int thisYear, ErasedCustomers erased)
    {
        this.kind = kind;
        this.settings = settings;
        this.erased = erased;
        text = new CellText(settings.IsWorkbook);
        fields = [.. StagedFields(kind, settings)];
        indexes = [.. fields.Select(field => field.At ?? settings.IndexOf(field.Column))];
        times = [.. fields.Select(field => field.TimeField is null ? -1 : settings.IndexOf(field.TimeField))];
        styles = [.. indexes.Select(settings.StyleOf)];
        var ways = Ways(kind, settings);
        required = [.. fields.Select(field => field.Required && !ways.Any(way => way.Finds == field.Column))];
        deletedIndex = settings.IndexOf(ImportKind.Deleted.Column);
        dates = new DateCells(venue.Zone, thisYear);
        amounts = new AmountCells(venue.Currency);
        currency = venue.Currency;
        currencyIndex = settings.IndexOf(ImportKind.Currency);
        isOfCodePage = FileEncodings.IsCodePage(settings.Encoding);
        choices = [.. fields.Select(field => field.Choices.Select(Encoding.UTF8.GetBytes).ToArray())];
    }

    public int Columns => Fixed + fields.Length;

    /// <summary>What was left out of rows that went in, and what was mended.</summary>
    public RowNotices Notices { get; } = new();

    /// <summary>Whether any row goes in without a cell of its own.</summary>
    public bool HasLeftOut { get; private set; }

    /// <summary>
    /// What a row may say its customer by, other than by reference: our own number, and the address where the file has no references.
    /// </summary>
    public static IReadOnlyList<ImportField> Ways(ImportKind kind, ImportSettings settings) =>
        [
            .. kind.Fields.Where(field => field.Finds is not null && settings.IndexOf(field.Column) >= 0
                && (field.Type == ImportFieldType.Id || settings.IndexOf(field.Finds) < 0)),
        ];

    /// <summary>
    /// The fields that have a column in the file, and those that the SQL needs in any case: the key, and all of a link.
    /// </summary>
    public static IEnumerable<ImportField> StagedFields(ImportKind kind, ImportSettings settings) => kind.Fields.Where(field =>
        field.Type is not (ImportFieldType.Deleted or ImportFieldType.Time or ImportFieldType.Currency)
            && (settings.IndexOf(field.Column) >= 0
                || (field.IsValue && (kind is LinkKind || field.Column == "external_reference"
                    || kind.Fields.Any(way => way.Finds == field.Column && settings.IndexOf(way.Column) >= 0)))))
        .Concat(LinkColumn.Of(kind, settings.Headers, settings.Columns).Select(column => column.Field));

    /// <summary>Writes the present row.</summary>
    public void Stage(CsvRows rows, BinaryCopyWriter copy)
    {
        copy.StartRow();
        if (rows.Problem is { } problem)
        {
            Refuse(copy, rows, problem, null, keyed: false);
        }
        else if (rows.Line == settings.Survey.CutLine)
        {
            Refuse(copy, rows, Problems.CutOff, null, keyed: true);
        }
        else if (rows.Raw.IndexOf("\uFFFD"u8) >= 0)
        {
            Refuse(copy, rows, Problems.LostLetter, null, keyed: true);
        }
        else if (rows.Raw.Contains((byte)0))
        {
            Refuse(copy, rows, Problems.Nul, null, keyed: true);
        }
        else if (!Utf8.IsValid(rows.Raw))
        {
            Refuse(copy, rows, Problems.NotUtf8, null, keyed: true);
        }
        else if (isOfCodePage && CellText.HasNoLetter(rows.Raw))
        {
            Refuse(copy, rows, Problems.NotInEncoding, null, keyed: true);
        }
        else
        {
            StageGood(rows, copy);
        }
    }

    private void StageGood(CsvRows rows, BinaryCopyWriter copy)
    {
        var deleted = false;
        if (deletedIndex >= 0 && !Cells.TryYesNo(Cell(rows, deletedIndex, mark: true), out deleted))
        {
            Refuse(copy, rows, Problems.NotYesNo, ImportKind.Deleted.Label, keyed: true);
            return;
        }

        if (currencyIndex >= 0 && Cell(rows, currencyIndex, mark: true) is { IsEmpty: false } of && !deleted
            && !amounts.IsOfVenue(Encoding.UTF8.GetString(of)))
        {
            var found = Encoding.UTF8.GetString(of.Length <= 10 ? of : []);
            Refuse(copy, rows, Problems.ForeignCurrency(found, currency), ImportKind.CurrencyLabel, keyed: true);
            return;
        }

        leftOut = 0;
        copy.Write(rows.Line);
        copy.Write(deleted);
        copy.WriteNull();
        copy.WriteNull();
        for (var i = 0; i < fields.Length; i++)
        {
            if (Value(rows, copy, i, deleted) is { } problem && !GoesWithout(rows, copy, i, problem))
            {
                Refuse(copy, rows, problem, fields[i].Label, keyed: true);
                return;
            }
        }

        copy.Write(leftOut);
        HasLeftOut |= leftOut != 0;
    }

    /// <summary>A cell that nothing needs does not cost the row: what is stored stays, and it is listed.</summary>
    private bool GoesWithout(CsvRows rows, BinaryCopyWriter copy, int i, string problem)
    {
        if (settings.RefuseBadCells || kind is LinkKind || fields[i].Required || IsKey(fields[i]) || !fields[i].IsValue
            || fields[i].Type == ImportFieldType.YesNo)
        {
            return false;
        }

        copy.WriteNull();
        leftOut |= 1L << i;
        Notices.Add(problem, fields[i].Label, rows.Line);
        return true;
    }

    /// <summary>Writes one value, or says why it cannot be.</summary>
    private string? Value(CsvRows rows, BinaryCopyWriter copy, int i, bool deleted)
    {
        var field = fields[i];
        var cell = indexes[i] < 0 ? [] : Cell(rows, indexes[i], field.IsMark || field.MaxLength == 0);
        var isKey = IsKey(field);
        if (cell.IsEmpty)
        {
            copy.WriteNull();
            return !required[i] || (deleted && !isKey) ? null
                : indexes[i] >= rows.Cells ? Problems.TooFewCells
                : Problems.Needed;
        }

        if (deleted && !isKey && field.Finds is null && !IsNameOfLink(field))
        {
            copy.WriteNull();
            return null;
        }

        if (Cells.IsFormulaError(cell))
        {
            return Problems.FormulaError;
        }

        switch (field.Type)
        {
            case ImportFieldType.Date:
                // As many a database writes that there is no end.
                if (field.Column == "expires_on" && cell.IndexOf("9999"u8) >= 0)
                {
                    copy.WriteNull();
                    return null;
                }

                if (!dates.TryDate(cell, styles[i].DayFirst, out var date, field.Column == "birth_date"))
                {
                    return Problems.NotDate(styles[i].DayFirst);
                }

                copy.Write(date);
                return null;
            case ImportFieldType.Instant:
                var time = times[i] < 0 ? [] : timeText.Mark(rows[times[i]]);
                if (!dates.TryInstant(cell, time, styles[i].DayFirst, out var at))
                {
                    return !time.IsEmpty && dates.TryInstant(cell, styles[i].DayFirst, out _)
                        ? Problems.NotTime
                        : Problems.NotInstant(styles[i].DayFirst);
                }

                copy.Write(at);
                return null;
            case ImportFieldType.Amount:
                switch (amounts.Read(cell, styles[i].DecimalComma, out var hundredths, out var found))
                {
                    case AmountCells.Fault.ForeignCurrency:
                        return Problems.ForeignCurrency(found!, currency);
                    case AmountCells.Fault.Shape:
                        return styles[i].DecimalComma == true ? Problems.DecimalComma : Problems.Amount;
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
            case ImportFieldType.Id:
                if (!Utf8Parser.TryParse(cell, out long id, out var used) || used != cell.Length || id <= 0)
                {
                    return Problems.UnknownId;
                }

                copy.Write(id);
                return null;
            case ImportFieldType.YesNo:
                if (!Cells.TryYesNo(cell, out var yes))
                {
                    return Problems.NotYesNo;
                }

                copy.Write(yes);
                return null;
            case ImportFieldType.Answer:
                if (!Cells.TryAnswer(cell, out var answer))
                {
                    return Problems.NotAnswer;
                }

                copy.Write(answer);
                return null;
            case ImportFieldType.Choice:
                return Choice(copy, i, cell);
            case ImportFieldType.Email:
                return Email(rows, copy, field, cell);
            default:
                return Text(copy, i, isKey, cell);
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

        if (fields[i].Synonyms.TryGetValue(Encoding.UTF8.GetString(cell).ToLowerInvariant(), out var meant))
        {
            copy.Write(Encoding.UTF8.GetBytes(meant));
            return null;
        }

        return Problems.NotChoice(fields[i].Choices);
    }

    private string? Email(CsvRows rows, BinaryCopyWriter copy, ImportField field, ReadOnlySpan<byte> cell)
    {
        if (!EmailCells.IsPlain(cell))
        {
            var address = Encoding.UTF8.GetString(cell);
            var mended = EmailAddress.Mended(address);
            if (EmailAddress.Problem(mended) is not null)
            {
                return Problems.Email;
            }

            if (mended != address)
            {
                Notices.Add(Problems.EmailMended, field.Label, rows.Line);
                cell = Encoding.UTF8.GetBytes(mended);
            }
        }

        copy.Write(cell);
        return field.IsValue && erased.Any && erased.Contains(Encoding.UTF8.GetBytes(AddressReference(Encoding.UTF8.GetString(cell))))
            ? Problems.Erased
            : null;
    }

    private string? Text(BinaryCopyWriter copy, int i, bool isKey, ReadOnlySpan<byte> cell)
    {
        var field = fields[i];
        if (!Cells.Fits(cell, field.MaxLength))
        {
            return Problems.TooLong(field.MaxLength);
        }

        if ((field.IsMark || field.Column == "postcode") && (Cells.IsScientific(cell) || IsFloat(cell, indexes[i])))
        {
            return Problems.ChangedByExcel;
        }

        if (isKey && Cells.IsTotal(cell))
        {
            return Problems.Total;
        }

        copy.Write(cell);
        return isKey && kind.Key == "customers" && erased.Contains(cell) ? Problems.Erased : null;
    }

    /// <summary>The reference of a customer whom files know by address alone.</summary>
    public static string AddressReference(string address) => "address:" + address.ToLowerInvariant();

    /// <summary>1001.0 among others without ".0"; where all have it, they are the file's own.</summary>
    private bool IsFloat(ReadOnlySpan<byte> cell, int column) =>
        Cells.IsWholeWithDecimals(cell)
            && !(column < settings.Survey.Columns.Count && settings.Survey.Columns[column] is var found && found.PointZero == found.Filled);

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
            var key = keyed && (IsKey(fields[i]) || IsNameOfLink(fields[i])) && indexes[i] >= 0
                ? Cell(rows, indexes[i], fields[i].IsMark)
                : [];
            if (key.IsEmpty || key.Contains((byte)0) || !Utf8.IsValid(key))
            {
                copy.WriteNull();
            }
            else
            {
                copy.Write(key);
            }
        }

        copy.WriteNull();
    }

    private bool IsKey(ImportField field) => kind is LinkKind links
        ? field == links.Owner || field.Column == "reference"
        : field.Column == "external_reference";

    /// <summary>By its name a tag or preference is found that the row gives no reference of.</summary>
    private bool IsNameOfLink(ImportField field) => kind is LinkKind && field.Column == "name";

    private ReadOnlySpan<byte> Cell(CsvRows rows, int index, bool mark)
    {
        var cell = text.Read(rows[index], mark);
        // A spreadsheet's own way to keep a number as it is; no reference, telephone or address begins so.
        cell = mark && cell is [(byte)'\'', not ((byte)'=' or (byte)'+' or (byte)'-' or (byte)'@' or (byte)'\''), .., not (byte)'\'']
            ? cell[1..]
            : cell;
        return settings.EmptyWords && EmptyWords.Has(cell, settings.IsWorkbook) ? [] : text.Unguarded(cell);
    }
}
