using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>Imports in words.</summary>
public static class ImportWords
{
    public static Badge State(Import import) => import.State switch
    {
        ImportStates.Uploaded when !import.HasFile => new("File deleted"),
        ImportStates.Uploaded => new("Columns to choose", "warn"),
        ImportStates.Waiting => new("Waiting", "busy"),
        ImportStates.Working => new(import.DryRun ? "Being checked" : "Being imported", "busy"),
        ImportStates.Checked when !import.HasFile => new("File deleted"),
        ImportStates.Checked => new("Checked, not imported", "warn"),
        ImportStates.Imported => new("Imported", "good"),
        ImportStates.Abandoned => new("Stopped"),
        _ => new("Failed", "bad"),
    };

    public static Confirm AskToStop(Import import) => new(
        $"abandon-{import.Id}", "Stop this import?", $"{import.FileName} is deleted, and nothing of it is imported.", "Stop",
        $"/import/{import.Id}?handler=Abandon");

    /// <summary>"12 added, 3 changed, 1 refused".</summary>
    public static string Counts(Import import)
    {
        if (import.State != ImportStates.Imported || import.Outcome is not { } outcome)
        {
            return "";
        }

        (long Count, string Word)[] counts =
        [
            (outcome.Added, "added"), (outcome.Changed, "changed"), (outcome.Deleted, "deleted"), (outcome.Missing, "retired"),
            (outcome.Unchanged, "unchanged"), (outcome.Refused, "refused"),
        ];
        return string.Join(", ", counts.Where(each => each.Count > 0).Select(each => $"{Plural.Number(each.Count)} {each.Word}"));
    }

    /// <summary>What an import did or would do, for a row of figures.</summary>
    public static IEnumerable<(long Count, string Word, string Tone)> Figures(ImportOutcome outcome)
    {
        yield return (outcome.Added, "added", "");
        yield return (outcome.Changed, "changed", "");
        yield return (outcome.Unchanged, "unchanged", "");
        if (outcome.Deleted > 0)
        {
            yield return (outcome.Deleted, "deleted", "");
        }

        if (outcome.Complete)
        {
            yield return (outcome.Missing, "retired", outcome.Missing > 0 ? "warn" : "");
        }

        yield return (outcome.Refused, "refused", outcome.Refused > 0 ? "bad" : "");
    }

    /// <summary>What else an import did or would do: sentences.</summary>
    public static IEnumerable<string> Besides(ImportOutcome outcome)
    {
        if (outcome.Joined > 0)
        {
            yield return $"{Plural.Count(outcome.Joined, "line")} {Plural.Word(outcome.Joined, "is", "are")} added to another line of the "
                + "same booking: tickets and amounts are summed.";
        }

        foreach (var emptied in outcome.Emptied)
        {
            yield return $"{emptied.Column} is emptied in {Plural.Count(emptied.Count, "row")}: the file has nothing there, and something "
                + "is stored.";
        }

        foreach (var linked in outcome.Linked)
        {
            yield return $"{linked.Column}: {Plural.Number(linked.Changes)} new or changed.";
        }
    }

    /// <summary>What was taken of a file and what was left out, how it was read, and what looks wrong in it: sentences.</summary>
    public static IEnumerable<string> HowRead(Import import)
    {
        var (settings, kind) = (import.Settings, import.What);
        var names = settings.Headers.Select((header, i) => header.Length == 0 ? $"column {i + 1}" : header).ToList();
        yield return settings.Sheet is { } sheet
            ? $"Read from the sheet {sheet}."
            : $"Read as {FileEncodings.Label(settings.Encoding)}.";
        yield return $"Taken: {string.Join(", ", Chosen(true).Select(As))}.";
        if (Chosen(false).ToList() is { Count: > 0 } left)
        {
            yield return $"Left out: {string.Join(", ", left)}.";
        }

        foreach (var (found, style, field, i) in settings.Survey.Columns.Select((found, i) =>
            (found, settings.StyleOf(i), kind.Fields.FirstOrDefault(field => field.Column == settings.Columns.ElementAtOrDefault(i)), i)))
        {
            foreach (var line in field is null ? [] : OfColumn(names[i], found, style, field))
            {
                yield return line;
            }
        }

        foreach (var warning in Warnings(import))
        {
            yield return warning;
        }

        IEnumerable<string> Chosen(bool taken) => names.Where((_, i) => (settings.Columns.ElementAtOrDefault(i) is not null) == taken);

        string As(string name, int nth)
        {
            var field = settings.Columns.OfType<string>().ElementAt(nth);
            var label = ColumnMatcher.LabelOf(kind, field);
            return ColumnMatcher.Plain(label) == ColumnMatcher.Plain(name) ? name : $"{name} as {label}";
        }
    }

    /// <summary>What looks wrong in a file as a whole.</summary>
    public static IEnumerable<string> Warnings(Import import)
    {
        var survey = import.Settings.Survey;
        if (survey.NotInEncoding > 0)
        {
            yield return Rows(survey.NotInEncoding, "holds", "hold")
                + $"bytes that are not {FileEncodings.Label(import.Settings.Encoding)}, and will be refused.";
        }

        if (survey.LooksTwiceEncoded > 0)
        {
            yield return Rows(survey.LooksTwiceEncoded, "looks", "look") + "like UTF-8 that was taken for Windows-1252 (\"JosÃ©\"). "
                + "Is the encoding right, here and in the program that wrote the file?";
        }

        foreach (var (found, i) in survey.Columns.Select((found, i) => (found, i)).Where(each => each.found is { Filled: > 1, Timed: 0 }))
        {
            var field = import.What.Fields.FirstOrDefault(field => field.Column == import.Settings.Columns.ElementAtOrDefault(i));
            if (field is { TimeField: { } time } && import.Settings.IndexOf(time) < 0)
            {
                yield return $"{import.Settings.Headers[i]}: every one is a date without a time, or at 00:00. Is there a column of times?";
            }
        }

        if (survey.LooksLikeHtml > 0)
        {
            yield return Rows(survey.LooksLikeHtml, "holds", "hold") + "codes of web pages, such as &amp;. They are imported as they are.";
        }

        var words = survey.Columns.Where((_, i) => import.Settings.Columns.ElementAtOrDefault(i) is not null)
            .Sum(column => column.EmptyWords);
        if (words > 0)
        {
            yield return $"{Plural.Count(words, "cell")} {Plural.Word(words, "says", "say")} NULL, N/A or the like, and "
                + $"{Plural.Word(words, "is", "are")} read as {(import.Settings.EmptyWords ? "empty" : "text")}.";
        }

        static string Rows(long count, string one, string many) => $"{Plural.Count(count, "row")} {Plural.Word(count, one, many)} ";
    }

    private static IEnumerable<string> OfColumn(string name, ColumnFindings found, ColumnStyle style, ImportField field)
    {
        if (field.Type is ImportFieldType.Date or ImportFieldType.Instant && style.DayFirst is { } dayFirst
            && StyleWords.DateWillBe(found, dayFirst) is { } date)
        {
            yield return $"{name}: {date}.";
        }

        if (field.Type == ImportFieldType.Amount && style.DecimalComma is { } comma && StyleWords.AmountWillBe(found, comma) is { } amount)
        {
            yield return $"{name}: {amount}.";
        }

        if (field.IsMark && found.PointZero > 0 && found.PointZero == found.Filled)
        {
            yield return $"{name}: every one ends in .0. Has a program made numbers of these references?";
        }
    }

    /// <summary>"imported without it: Birth Date: Not a date (line 4)".</summary>
    public static string NoticeOf(Refusal notice) =>
        (notice.Problem == Problems.EmailMended ? "mended: " : "imported without it: ")
        + $"{notice.Column}: {notice.Problem} ({Lines(notice)})";

    public static string Doing(Import import) => (import.State, import.DryRun) switch
    {
        (ImportStates.Waiting, _) => "Waiting for its turn",
        (_, true) => "Checking the file",
        _ => "Importing the file",
    };

    public static string HowFar(Import import) => (import.State, import.Phase) switch
    {
        (ImportStates.Waiting, _) => "Imports go one after another.",
        (_, "reading") => $"Reading: {Plural.Number(import.RowsSoFar)} rows so far.",
        (_, "checking") => $"{Plural.Number(import.RowsSoFar)} rows read. Comparing them with what is there.",
        _ => $"{Plural.Number(import.RowsSoFar)} rows read. Writing what is new and what has changed.",
    };

    /// <summary>"1 customer", "12 customers".</summary>
    public static string Of(long count, ImportKind kind) => Plural.Count(count, kind.One, kind.Many);

    /// <summary>"lines 4, 9 and more".</summary>
    public static string Lines(Refusal refusal)
    {
        var lines = string.Join(", ", refusal.Lines.Select(line => Plural.Number(line)));
        return refusal.Count == 1 ? $"line {lines}" : refusal.Count > refusal.Lines.Length ? $"lines {lines} and more" : $"lines {lines}";
    }
}
