using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CustomerListSchedules.Features.Shared.OutputColumns;

/// <summary>
/// What the output editor posts: bind it to a property named <c>Output</c>. Both lists are in the order chosen.
/// With scripts the editor changes them in the browser; without, its buttons post <see cref="Do"/> and the page calls
/// <see cref="Arrange"/>.
/// </summary>
public sealed class OutputInput
{
    internal const string Ascending = "ascending";
    internal const string Descending = "descending";

    /// <summary>Keys of the catalogue.</summary>
    public List<string> Columns { get; set; } = [];

    /// <summary><c>key:ascending</c> or <c>key:descending</c>.</summary>
    public List<string> SortBy { get; set; } = [];

    public bool OnlyCommon { get; set; } = true;

    /// <summary>A row for each booking that matched; otherwise one for each customer.</summary>
    public bool RowPerBooking { get; set; }

    /// <summary>A button's <c>verb:key</c>.</summary>
    public string? Do { get; set; }

    /// <summary>The button that has the focus when the page comes back: what was pressed, or the nearest still there.</summary>
    [BindNever]
    public string? Focus { get; private set; }

    /// <summary>What the last press did, in words.</summary>
    [BindNever]
    public string Said { get; private set; } = "";

    public static OutputInput From(
        IEnumerable<string> columns, IEnumerable<(string Column, bool Descending)> sort, bool rowPerBooking = false) => new()
        {
            RowPerBooking = rowPerBooking,
            Columns = [.. columns],
            SortBy = [.. sort.Select(by => Value(by.Column, by.Descending))],
        };

    internal static string Value(string column, bool descending) => $"{column}:{(descending ? Descending : Ascending)}";

    /// <summary>The sort in order, each column once and only columns that are put out.</summary>
    public IReadOnlyList<(string Column, bool Descending)> Sort() =>
        [.. SortBy.Select(Parse).Where(by => Columns.Contains(by.Column)).DistinctBy(by => by.Column)];

    /// <summary>Leaves each column once, and no sort by a column that is not put out.</summary>
    public void Tidy()
    {
        Columns = [.. Columns.Where(key => !string.IsNullOrEmpty(key)).Distinct()];
        SortBy = [.. Sort().Select(by => Value(by.Column, by.Descending))];
    }

    /// <summary>What keeps it from being saved, in words for a person; null when nothing does.</summary>
    /// <param name="catalogue">What can be chosen.</param>
    /// <param name="matchesBookings">Whether there is a booking that matched, which could have a row.</param>
    public string? Problem(IEnumerable<OutputChoice> catalogue, bool matchesBookings = false)
    {
        if (Columns.Count == 0)
        {
            return "Add at least one column to Output Columns.";
        }

        if (RowPerBooking && !matchesBookings)
        {
            return "No segment asks for a booking any more, so there can be no row for each. Choose a row for each customer.";
        }

        return Columns.Except(catalogue.Select(choice => choice.Key)).Any()
            ? "A column is no longer available. Remove it from Output Columns."
            : null;
    }

    /// <summary>Does what the pressed button says.</summary>
    public void Arrange(IEnumerable<OutputChoice> catalogue)
    {
        Tidy();
        var (verb, key) = Split(Do ?? "");
        var label = catalogue.FirstOrDefault(choice => choice.Key == key)?.Label;
        if (label is null && !Columns.Contains(key))
        {
            return;
        }

        (Said, Focus) = Press(verb, key, label ?? key);
        Tidy();
    }

    private (string Said, string? Focus) Press(string verb, string key, string label) => verb switch
    {
        "add" when Columns.Contains(key) => ($"{label} is in Output Columns already.", $"remove:{key}"),
        "add" => Add(key, label),
        "remove" => Remove(key, label),
        "up" => Move(Columns, Columns.IndexOf(key), -1, label, Do!),
        "down" => Move(Columns, Columns.IndexOf(key), 1, label, Do!),
        "sort" when IndexOfSort(key) is >= 0 and var at => Parse(SortBy[at]).Descending ? Unsort(key, label, Do!) : Flip(at, label),
        "sort" => AddSort(key, label),
        "flip" when IndexOfSort(key) is >= 0 and var at => Flip(at, label),
        "unsort" => Unsort(key, label, $"sort:{key}"),
        "sort-up" => Move(SortBy, IndexOfSort(key), -1, label, Do!),
        "sort-down" => Move(SortBy, IndexOfSort(key), 1, label, Do!),
        _ => ("", null),
    };

    private (string, string?) Add(string key, string label)
    {
        Columns.Add(key);
        return ($"{label} added to Output Columns, {Columns.Count} of {Columns.Count}.", $"remove:{key}");
    }

    private (string, string?) Remove(string key, string label)
    {
        var index = Columns.IndexOf(key);
        var sorted = SortBy.RemoveAll(by => Parse(by).Column == key) > 0;
        Columns.Remove(key);
        var next = Columns.Count == 0 ? null : Columns[Math.Clamp(index, 0, Columns.Count - 1)];
        return ($"{label} removed from Output Columns{(sorted ? " and Sort By" : "")}.", next is null ? $"add:{key}" : $"remove:{next}");
    }

    private (string, string?) AddSort(string key, string label)
    {
        if (!Columns.Contains(key))
        {
            return ("", null);
        }

        SortBy.Add(Value(key, descending: false));
        return ($"{label} added to Sort By, {SortBy.Count} of {SortBy.Count}.", $"sort:{key}");
    }

    private (string, string?) Flip(int at, string label)
    {
        var (column, descending) = Parse(SortBy[at]);
        SortBy[at] = Value(column, !descending);
        return ($"{label} is sorted {(descending ? Ascending : Descending)}.", Do);
    }

    private (string, string?) Unsort(string key, string label, string focus)
    {
        SortBy.RemoveAll(by => Parse(by).Column == key);
        return ($"{label} removed from Sort By.", focus);
    }

    private static (string, string?) Move(List<string> list, int index, int by, string label, string focus)
    {
        var to = index + by;
        if (index < 0 || to < 0 || to >= list.Count)
        {
            return ($"{label} is {(by < 0 ? "first" : "last")} already.", focus);
        }

        (list[index], list[to]) = (list[to], list[index]);
        return ($"{label} moved to {to + 1} of {list.Count}.", focus);
    }

    private int IndexOfSort(string key) => SortBy.FindIndex(by => Parse(by).Column == key);

    private static (string Column, bool Descending) Parse(string value)
    {
        var colon = value.LastIndexOf(':');
        return colon < 0 ? (value, false) : (value[..colon], value[(colon + 1)..] == Descending);
    }

    // A key may hold a colon itself; a verb never does.
    private static (string Verb, string Key) Split(string value)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (value, "") : (value[..colon], value[(colon + 1)..]);
    }
}
