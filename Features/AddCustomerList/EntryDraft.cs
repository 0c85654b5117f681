using System.Text.Json;
using CustomerListSchedules.Features.Shared.OutputColumns;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>What somebody was changing in Add Customer List: both of its pages.</summary>
public sealed record EntryDraft(DetailsInput Details, OutputInput Output, long? CopiedFrom, Guid Key)
{
    private sealed record Stored(
        DetailsInput Details, List<string> Columns, List<string> SortBy, bool RowPerBooking, bool OnlyCommon, long? CopiedFrom, Guid Key);

    public static EntryDraft Of(EntryFields page) => new(page.Details, page.Output, page.CopiedFrom, page.Key);

    public string Write() => JsonSerializer.Serialize(
        new Stored(Details, Output.Columns, Output.SortBy, Output.RowPerBooking, Output.OnlyCommon, CopiedFrom, Key));

    /// <summary>Null when it is of another version of the application, which cannot be read any more.</summary>
    public static EntryDraft? Read(string content)
    {
        try
        {
            return JsonSerializer.Deserialize<Stored>(content) is { } stored
                ? new EntryDraft(stored.Details, OutputOf(stored), stored.CopiedFrom, stored.Key)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether it differs from the entry, or for a new one from an empty form.</summary>
    public bool IsChanged(StoredScheduledList? entry)
    {
        if (entry is null)
        {
            var empty = new DetailsInput { CustomerListId = Details.CustomerListId };
            return !Same(Details, empty) || Output.Columns.Count > 0;
        }

        return !Same(Details, DetailsInput.From(entry))
            || !Output.Columns.SequenceEqual(entry.OutputColumns)
            || !Output.Sort().SequenceEqual(entry.Sort)
            || Output.RowPerBooking != entry.RowPerBooking;
    }

    private static bool Same(DetailsInput one, DetailsInput other) => JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other);

    private static OutputInput OutputOf(Stored stored) => new()
    {
        Columns = stored.Columns,
        SortBy = stored.SortBy,
        RowPerBooking = stored.RowPerBooking,
        OnlyCommon = stored.OnlyCommon,
    };
}
