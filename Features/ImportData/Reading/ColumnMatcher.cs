using System.Text;
using System.Text.RegularExpressions;
using CustomerListSchedules.Features.ImportData.Kinds;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>Recognises a file's columns by their names: "customer_id", "Customer ID" and "CustomerId" are one.</summary>
public static partial class ColumnMatcher
{
    /// <summary>Shorter names end too many others.</summary>
    private const int LikelyLength = 3;

    private const StringComparison Ordinal = StringComparison.Ordinal;

    /// <param name="kind">What the file holds.</param>
    /// <param name="headers">The names of its columns.</param>
    /// <param name="others">What else is the name of a column, plain, and where that goes: a contact preference that there is.</param>
    /// <returns>For each column of the file the field that it goes into, each field once; null for those not recognised.</returns>
    public static IReadOnlyList<string?> Match(
        ImportKind kind, IReadOnlyList<string> headers, IReadOnlyDictionary<string, string>? others = null)
    {
        var names = headers.Select(Plain).ToList();
        var matched = new string?[headers.Count];
        // A field's own name wins over another's alias, wherever it stands.
        Take(field => [Plain(field.Label), Plain(field.Column)]);
        Take(field => field.Aliases);
        TakeOthers();
        TakeLikely();
        return matched;

        void TakeOthers()
        {
            for (var i = 0; i < names.Count && kind is RowKind { HasLinkColumns: true }; i++)
            {
                matched[i] ??= names[i] is "tags" or "tag" or "labels" ? LinkColumn.Tags
                    : names.Count(name => name == names[i]) == 1 ? others?.GetValueOrDefault(names[i])
                    : null;
            }
        }

        // "Primary E-mail", "Invoice address: Given name": where one column alone is one field alone, of whom it is said besides.
        void TakeLikely()
        {
            var likely = (
                from field in kind.Fields
                where !matched.Contains(field.Column) && field.Type != ImportFieldType.Deleted
                    && (field.IsValue || field.Type == ImportFieldType.Email)
                from index in Enumerable.Range(0, names.Count)
                where matched[index] is null
                    && field.Aliases.Append(Plain(field.Label))
                        .Any(name => name.Length >= LikelyLength && names[index].EndsWith(name, Ordinal)
                            && OnlySaysWhose().IsMatch(names[index].AsSpan(..^name.Length)))
                select (field.Column, index)).ToList();
            foreach (var (column, index) in likely.Where(each =>
                likely.Count(other => other.Column == each.Column) == 1 && likely.Count(other => other.index == each.index) == 1))
            {
                matched[index] = column;
            }
        }

        void Take(Func<ImportField, IReadOnlyList<string>> known)
        {
            foreach (var field in kind.Fields.Where(field => !matched.Contains(field.Column)))
            {
                foreach (var name in known(field))
                {
                    var index = names.FindIndex(header => header == name);
                    if (index >= 0 && matched[index] is null)
                    {
                        matched[index] = field.Column;
                        break;
                    }
                }
            }
        }
    }

    // The one person or address that a file of this kind is about. Not "emergency contact", "do not", "second", "IP" or "venue".
    [GeneratedRegex(
        "^(the|your|my|first|1|primary|main|default|preferred|personal|private|home|current|full|legal|"
        + "customer|client|contact|person|individual|constituent|patron|supporter|donor|member|subscriber|user|guest|"
        + "attendee|participant|visitor|buyer|purchaser|payer|booker|booking|order|orders|ticketholder|ticketbuyer|cardholder|holder|"
        + "billing|bill|to|invoice|invoicing|mailing|postal|post|delivery|shipping|residential|address|details|detail|info|data|"
        + "kunde|kunden|kaufer|besteller|teilnehmer|gast|rechnung|rechnungs|rechnungsadresse|liefer|haupt|"
        + "acheteur|participant|facturation|principal|principale|comprador|cliente|asistente|facturacion|acquirente|partecipante|"
        + "koper|klant|deelnemer|factuur|hoofd|fatturazione)+$")]
    private static partial Regex OnlySaysWhose();

    /// <summary>What is wrong with a mapping, in words for a person; empty when nothing is.</summary>
    public static IReadOnlyList<string> ProblemsOf(ImportKind kind, IReadOnlyList<string?> columns)
    {
        var problems = new List<string>();
        foreach (var field in kind.Fields)
        {
            var times = columns.Count(column => column == field.Column);
            if (times > 1)
            {
                problems.Add($"{field.Label} is chosen for {times} columns. Choose it for one.");
            }
            else if (times == 0 && field.Required && !WaysTo(kind, field).Any(way => columns.Contains(way.Column)))
            {
                var ways = WaysTo(kind, field).Select(way => way.Label).Prepend(field.Label).ToList();
                problems.Add(ways.Count == 1
                    ? $"{field.Label} is needed. Choose it for a column of the file."
                    : $"{string.Join(", ", ways.SkipLast(1))} or {ways[^1]} is needed. Choose one of them for a column of the file.");
            }
        }

        foreach (var field in kind.Fields.Where(field =>
            field.Needs is { } needs && columns.Contains(field.Column) && !columns.Contains(needs)))
        {
            problems.Add($"{field.Label} is of no use without {kind.Field(field.Needs!).Label}. Choose that as well, or leave it out.");
        }

        foreach (var field in kind.Fields.Where(field =>
            field.TimeField is not null && columns.Contains(field.TimeField) && !columns.Contains(field.Column)))
        {
            problems.Add($"{kind.Field(field.TimeField!).Label} is of no use without {field.Label}. Choose that as well, or leave it out.");
        }

        if (kind is LinkKind && !columns.Contains("reference") && !columns.Contains("name"))
        {
            problems.Add(
                $"{kind.Field("reference").Label} or {kind.Field("name").Label} is needed. Choose one of them for a column of the file.");
        }

        if (kind is LinkKind { ValueColumn: { } value } && !columns.Contains(value)
            && kind.Fields.Any(field => (field.Points is not null || field.Finds is not null) && columns.Contains(field.Column)))
        {
            problems.Add($"{kind.Field(value).Label} is needed for customers. Choose it for a column of the file.");
        }

        foreach (var twice in columns
            .Where(column => LinkColumn.IsKey(kind, column) && column is not (LinkColumn.Tags or LinkColumn.Preference))
            .GroupBy(column => column).Where(group => group.Count() > 1))
        {
            problems.Add($"{LinkColumn.LabelOf(twice.Key!)} is chosen for {twice.Count()} columns. Choose it for one.");
        }

        if (columns.FirstOrDefault(column => column is not null && !Knows(kind, column)) is { } unknown)
        {
            problems.Add($"There is no field \"{unknown}\".");
        }

        return problems;
    }

    /// <summary>Whether a column of a file of this kind may go there.</summary>
    public static bool Knows(ImportKind kind, string column) =>
        kind.Fields.Any(field => field.Column == column) || LinkColumn.IsKey(kind, column);

    /// <summary>What it is called where a person chooses it.</summary>
    public static string LabelOf(ImportKind kind, string column) =>
        kind.Fields.FirstOrDefault(field => field.Column == column)?.Label ?? LinkColumn.LabelOf(column);

    /// <summary>For each column of which the file does not say what is meant, its index and the question.</summary>
    public static IReadOnlyList<(int Column, string Question)> OpenOf(ImportKind kind, ImportSettings settings)
    {
        var open = new List<(int, string)>();
        for (var i = 0; i < settings.Columns.Count && i < settings.Survey.Columns.Count; i++)
        {
            var (found, style) = (settings.Survey.Columns[i], settings.StyleOf(i));
            switch (kind.Fields.FirstOrDefault(field => field.Column == settings.Columns[i])?.Type)
            {
                case ImportFieldType.Date or ImportFieldType.Instant when style.DayFirst is null && found.HasDates:
                    open.Add((i, $"{settings.Headers[i]}: {StyleWords.Dates(found)}. Choose which."));
                    break;
                case ImportFieldType.Amount when style.DecimalComma is null && found.HasAmounts:
                    open.Add((i, $"{settings.Headers[i]}: {StyleWords.Amounts(found)}. Choose which."));
                    break;
            }
        }

        return open;
    }

    /// <summary>What says the same in a file without the field itself.</summary>
    private static IEnumerable<ImportField> WaysTo(ImportKind kind, ImportField field) =>
        kind.Fields.Where(other => other.Finds == field.Column);

    internal static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var letter in name.Normalize(NormalizationForm.FormKD).Where(char.IsLetterOrDigit))
        {
            plain.Append(char.ToLowerInvariant(letter));
        }

        return plain.ToString();
    }
}
