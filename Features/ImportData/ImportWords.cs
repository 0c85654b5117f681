using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Loading;
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
