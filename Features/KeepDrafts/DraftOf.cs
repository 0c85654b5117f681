namespace CustomerListSchedules.Features.KeepDrafts;

/// <summary>What a draft is of.</summary>
public sealed record DraftOf
{
    private DraftOf(string kind, long id) => (Kind, Id) = (kind, id);

    public string Kind { get; }

    public long Id { get; }

    public static DraftOf CustomerList(long id) => new("customer_list", id);

    /// <summary>An entry of a schedule, or without one the new entry of that schedule.</summary>
    public static DraftOf ScheduledList(long scheduleId, long? entryId) =>
        entryId is { } id ? new("scheduled_list", id) : new("new_scheduled_list", scheduleId);
}
