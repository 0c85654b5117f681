using System.Text.Json;

namespace CustomerListSchedules.Features.CompareAccess;

/// <summary>What an edit changes of who gets whose data.</summary>
/// <param name="Begins">Who begins to get which list.</param>
/// <param name="Ceases">Who ceases to.</param>
/// <param name="Customers">Lists that go to somebody, whose customers change.</param>
/// <param name="Columns">Contact columns that are new to addresses outside.</param>
/// <param name="Lost">What those who cease could collect until now.</param>
public sealed record AccessDifference(
    IReadOnlyList<AccessShift> Begins,
    IReadOnlyList<AccessShift> Ceases,
    IReadOnlyList<CustomersChange> Customers,
    IReadOnlyList<AccessShift> Columns,
    AccessLost Lost)
{
    public static readonly AccessDifference None = new([], [], [], [], AccessLost.None);

    public bool Any => Begins.Count + Ceases.Count + Customers.Count + Columns.Count > 0 || Lost.Any;

    /// <summary>Whether it ends access, and gives none.</summary>
    public bool OnlyEnds => Begins.Count + Customers.Count + Columns.Count == 0;

    /// <summary>What was shown, to be sent back with the confirmation.</summary>
    public string Seen => JsonSerializer.Serialize(Facts());

    /// <summary>
    /// Whether what was confirmed takes in all of this: it has not grown since it was shown. What was shown uncounted was confirmed
    /// whatever it is, and what cannot be counted now stands as it was shown.
    /// </summary>
    public bool IsConfirmedBy(string? seen)
    {
        if (!Any)
        {
            return true;
        }

        var shown = Read(seen);
        return Facts().All(fact => shown.TryGetValue(fact.Key, out var size) && (fact.Value <= size || fact.Value == long.MaxValue));
    }

    /// <summary>Of an edit that changes who is on lists, and neither to whom they go nor what they show.</summary>
    public static AccessDifference Of(IEnumerable<CustomersChange> customers) => Of([], customers, AccessLost.None);

    /// <param name="lists">Each scheduled list as it gives now, and as it would.</param>
    /// <param name="customers">Lists whose customers may change.</param>
    /// <param name="lost">What those who cease could collect until now.</param>
    public static AccessDifference Of(
        IReadOnlyList<(GivenAccess Before, GivenAccess After)> lists, IEnumerable<CustomersChange> customers, AccessLost lost) => new(
            Shifts(lists, list => Gained(list.Before, list.After)),
            Shifts(lists, list => Lacking(list.Before, list.After)),
            [.. customers.Where(list => list.Any && list.To.Count > 0)],
            Shifts(lists, list => NewColumns(list.Before, list.After)),
            lost);

    private static IEnumerable<(string Address, string What)> Gained(GivenAccess before, GivenAccess after)
    {
        foreach (var (address, values) in Values(after))
        {
            var had = Values(before).GetValueOrDefault(address, []);
            if (had.Count == 0 || (!had.Contains(null) && values.Contains(null)))
            {
                yield return (address, had.Count > 0 ? $"all of “{after.Name}”" : Named(after.Name, values));
            }
            else if (!had.Contains(null) && values.Except(had).ToArray() is { Length: > 0 } more)
            {
                yield return (address, Named(after.Name, more));
            }
        }
    }

    private static IEnumerable<(string Address, string What)> Lacking(GivenAccess before, GivenAccess after)
    {
        foreach (var (address, had) in Values(before))
        {
            var values = Values(after).GetValueOrDefault(address, []);
            if (values.Count == 0)
            {
                yield return (address, Named(before.Name, had));
            }
            else if (had.Contains(null) && !values.Contains(null))
            {
                yield return (address, $"“{before.Name}” but for {Phrase.All([.. values.Select(value => value!)])}");
            }
            else if (!values.Contains(null) && had.Except(values).ToArray() is { Length: > 0 } fewer)
            {
                yield return (address, Named(before.Name, fewer));
            }
        }
    }

    private static IEnumerable<(string Address, string What)> NewColumns(GivenAccess before, GivenAccess after) =>
        from to in after.To
        where to.Outside
        let had = before.To.Any(earlier => earlier.Address == to.Address) ? before.Contact : []
        from column in after.Contact.Except(had)
        select (to.Address, column);

    private static Dictionary<string, List<string?>> Values(GivenAccess list) =>
        list.To.GroupBy(to => to.Address).ToDictionary(address => address.Key, address => address.Select(to => to.Value).ToList());

    private static string Named(string list, IEnumerable<string?> values) =>
        values.OfType<string>().ToArray() is { Length: > 0 } some ? $"“{list}” for {Phrase.All(some)}" : $"“{list}”";

    // Those of whom the same is said are named together.
    private static IReadOnlyList<AccessShift> Shifts(
        IEnumerable<(GivenAccess Before, GivenAccess After)> lists,
        Func<(GivenAccess Before, GivenAccess After), IEnumerable<(string Address, string What)>> said) =>
    [
        .. lists.SelectMany(said).Distinct()
            .GroupBy(each => each.Address, each => each.What)
            .GroupBy(address => string.Join('\n', address), address => address)
            .Select(same => new AccessShift([.. same.Select(address => address.Key)], [.. same.First()])),
    ];

    private Dictionary<string, long> Facts()
    {
        var facts = new Dictionary<string, long>();
        foreach (var (sign, shifts) in new[] { ('+', Begins), ('-', Ceases), ('@', Columns) })
        {
            foreach (var (address, what) in shifts.SelectMany(shift =>
                shift.Addresses.SelectMany(_ => shift.What, (to, what) => (to, what))))
            {
                facts[$"{sign}{address} {what}"] = 0;
            }
        }

        foreach (var list in Customers)
        {
            (facts[$"{list.ListId} more"], facts[$"{list.ListId} fewer"]) = list.Counts is { } counts
                ? (counts.More, counts.Fewer)
                : (long.MaxValue, long.MaxValue);
            foreach (var goes in list.To.Concat(list.ScheduledLists))
            {
                facts[$"{list.ListId} {goes}"] = 0;
            }
        }

        (facts["files"], facts["unsent"]) = (Lost.Files, Lost.Unsent);
        return facts;
    }

    private static Dictionary<string, long> Read(string? seen)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, long>>(seen ?? "{}") ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

/// <summary>Addresses of which the same is said.</summary>
/// <param name="Addresses">The addresses.</param>
/// <param name="What">The lists that they begin or cease to get; or the columns that are new to them.</param>
public sealed record AccessShift(IReadOnlyList<string> Addresses, IReadOnlyList<string> What);
