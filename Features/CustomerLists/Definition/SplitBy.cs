namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>What a list can be split by: a value of the event of each booking that matched.</summary>
public static class SplitBy
{
    public const string Producer = "producer";
    public const string Event = "event";
    public const string EventTag = "event_tag";

    public static readonly IReadOnlyList<string> All = [Producer, Event, EventTag];

    /// <summary>"event tag".</summary>
    public static string Word(string by) => by switch
    {
        Producer => "producer",
        Event => "event",
        EventTag => "event tag",
        _ => throw new ArgumentOutOfRangeException(nameof(by), by, "Nothing to split by."),
    };
}
