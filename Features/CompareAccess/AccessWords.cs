using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.CompareAccess;

/// <summary>A difference in words for staff: shown before it is saved, and kept in the audit as one sentence.</summary>
public static class AccessWords
{
    private const int MostInSentence = 10;

    /// <summary>What the button says that saves it.</summary>
    public static string Button(AccessDifference difference) => difference switch
    {
        { OnlyEnds: true } => "Save and end their access",
        { Customers.Count: 0, Ceases.Count: 0 } => "Save and give them this",
        { Begins.Count: 0, Ceases.Count: 0, Columns.Count: 0 } => "Save and change who is on it",
        _ => "Save these changes",
    };

    /// <summary>All of it but how many customers, each in a sentence.</summary>
    public static IReadOnlyList<string> Lines(AccessDifference difference) =>
        [.. People(difference, int.MaxValue).Select(line => $"{line}.")];

    /// <summary>
    /// All of it, of very many addresses or lists the first by name; null where nobody's access changes.
    /// </summary>
    public static string? Sentence(AccessDifference difference) => difference.Any
        ? string.Join("; ", People(difference, MostInSentence).Concat(Customers(difference.Customers))) + "."
        : null;

    private static IEnumerable<string> People(AccessDifference difference, int most)
    {
        foreach (var begins in difference.Begins)
        {
            yield return $"{Shift(begins, "begins", "begin", most)} to get {Phrase.Some(begins.What, most)}";
        }

        foreach (var ceases in difference.Ceases)
        {
            yield return $"{Shift(ceases, "ceases", "cease", most)} to get {Phrase.Some(ceases.What, most)}";
        }

        if (difference.Lost.Any)
        {
            yield return difference.Lost.Words().TrimEnd('.');
        }

        foreach (var columns in difference.Columns)
        {
            yield return $"{Phrase.All(columns.What)} {Plural.Word(columns.What.Count, "is", "are")} new to "
                + (columns.Addresses.Count == 1
                    ? $"{columns.Addresses[0]}, an address outside"
                    : $"{Plural.Count(columns.Addresses.Count, "address", "addresses")} outside");
        }
    }

    private static IEnumerable<string> Customers(IReadOnlyList<CustomersChange> lists)
    {
        foreach (var list in lists.Where(list => list.Counts is not null))
        {
            yield return $"{list.Counts!.Words()} in "
                + (list.ScheduledLists is [var only] ? $"“{only}”" : Plural.Count(list.ScheduledLists.Count, "scheduled list"));
        }

        foreach (var list in lists.Where(list => list.Problem is not null))
        {
            yield return $"“{list.List}” {list.Problem}";
        }

        if (lists.Where(list => list is { Counts: null, Problem: null }).Select(list => $"“{list.List}”").ToArray()
            is { Length: > 0 } others)
        {
            yield return $"not counted: {Phrase.Some(others, MostInSentence)}";
        }
    }

    private static string Shift(AccessShift shift, string one, string many, int most) =>
        $"{Phrase.Some(shift.Addresses, most)} {Plural.Word(shift.Addresses.Count, one, many)}";
}
