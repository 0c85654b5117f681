using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared.OutputColumns;

namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>Every column that a list can show, in the order in which they are offered: the venue's contact preferences included.</summary>
public sealed class OutputCatalogue
{
    private readonly Dictionary<string, OutputColumn> byKey;

    private OutputCatalogue(IReadOnlyList<OutputColumn> columns)
    {
        Columns = columns;
        byKey = columns.ToDictionary(column => column.Key, StringComparer.Ordinal);
    }

    public IReadOnlyList<OutputColumn> Columns { get; }

    public bool Has(string key) => byKey.ContainsKey(key);

    /// <exception cref="DefinitionException">There is no such column (a contact preference may have been retired).</exception>
    public OutputColumn Find(string key) => byKey.GetValueOrDefault(key)
        ?? throw new DefinitionException($"The output column \"{key}\" no longer exists. Take it out of Output Columns and Sort By.");

    /// <summary>The contact columns among these keys, in their order; a key that is no column any more is none.</summary>
    public IReadOnlyList<OutputColumn> ContactAmong(IEnumerable<string> keys) =>
        [.. keys.Select(byKey.GetValueOrDefault).OfType<OutputColumn>().Where(column => column.IsContact)];

    /// <summary>As the output editor offers them.</summary>
    /// <param name="matchesBookings">Whether there is a booking that matched, whose columns can be shown.</param>
    public IReadOnlyList<OutputChoice> Choices(bool matchesBookings) =>
        [
            .. Columns.Where(column => matchesBookings || !column.IsOfBooking)
                .Select(column => new OutputChoice(column.Key, column.Label, column.Group, column.CommonlyUsed, column.IsOfBooking)),
        ];

    public static OutputCatalogue With(IEnumerable<Choice> contactPreferences)
    {
        var columns = CustomerColumns.All
            .Concat(MatchedBookingColumns.All)
            .Concat(BookingColumns.All)
            .Concat(DonationColumns.All)
            .Concat(MembershipColumns.All)
            .Concat(MailingColumns.All)
            .ToList();
        var labels = columns.Select(column => column.Label).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var preference in contactPreferences)
        {
            var label = $"Contact Preference: {preference.Name}";
            if (!labels.Add(label))
            {
                labels.Add(label = $"{label} ({preference.Id})");
            }

            columns.Add(ContactPreferenceColumns.For(preference.Id, label));
        }

        return new OutputCatalogue(columns);
    }
}
