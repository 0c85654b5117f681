namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>What a list is called, or a part of a list that is split.</summary>
public static class PartName
{
    /// <summary>"Attendees: Paper Lantern".</summary>
    /// <param name="list">The list's name.</param>
    /// <param name="value">The value whose part it is; null for the whole.</param>
    public static string Of(string list, string? value) => value is null ? list : $"{list}: {value}";

    /// <summary>Its own among a person's reports, for names of elements and fields.</summary>
    public static string KeyOf(long scheduledListId, long? partId) =>
        FormattableString.Invariant($"{scheduledListId}{(partId is null ? "" : "-")}{partId}");
}
