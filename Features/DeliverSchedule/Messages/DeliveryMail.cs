using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.DeliverSchedule.Messages;

/// <summary>
/// What the mail of a delivery says, or of a person's parts of a split list. Without a link the list was empty; a reminder has one always.
/// </summary>
public sealed record DeliveryMail(
    Venue Venue,
    string ListName,
    string? Link,
    long Rows,
    long? Bookings,
    string RunAt,
    string? MadeLateAt,
    string? ExpiresAt,
    IReadOnlyList<ResolvedDateMetric> DateMetrics,
    string? Description,
    string? Notes,
    bool Reminder = false,
    bool Test = false)
{
    /// <summary>The performance that it is about; null where it is about none.</summary>
    public string? Performance { get; init; }

    /// <summary>Where several parts of a split list go in this mail, each of them; otherwise none.</summary>
    public IReadOnlyList<MailPart> Parts { get; init; } = [];

    /// <summary>What stands above them.</summary>
    public string PartsWords => (ExpiresAt, Parts.Any(part => part.NobodyNew)) switch
    {
        (not null, _) => "Your lists are ready:",
        (_, true) => "Nobody is new on your lists this time:",
        _ => "Nobody is on your lists this time:",
    };

    /// <summary>The values whose parts could not be made.</summary>
    public IReadOnlyList<string> Failed { get; init; } = [];

    /// <summary>What is said of them; null where all were made.</summary>
    public string? FailedWords => Failed.Count == 0
        ? null
        : $"Could not be made this time: {string.Join(", ", Failed)}. {Venue.ClientName} knows of it.";

    private bool AnyFile => Link is not null || Parts.Any(part => part.Link is not null);
    /// <summary>How the list differs from its last delivery, in words; null where nobody asks.</summary>
    public string? Since { get; init; }

    /// <summary>Where the list is not empty, but nobody on it is new, and the new ones alone are sent.</summary>
    public bool NobodyNew { get; init; }

    /// <summary>Why there is nothing to collect.</summary>
    public string NoFile =>
        (NobodyNew ? "Nobody on the list is new this time" : "No customers matched this time") + ", so there is no file to collect.";

    public string Customers => Plural.Customers(Rows, Bookings);

    /// <summary>What lists of mail show beside the subject.</summary>
    public string Preheader => !AnyFile
        ? $"{ListName}: no customers this time, so there is no file to collect."
        : Parts.Count > 0
        ? $"{ListName}: {string.Join("; ", Parts.Select(part => $"{part.Value}, {part.Customers}"))}."
        : $"{ListName}: {Customers}. The link works until {ExpiresAt}.";

    /// <summary>Until when there is something to collect, and whom to ask then.</summary>
    public string Expiry =>
        $"The {(Parts.Count > 0 ? "links work" : "link works")} until {ExpiresAt}. "
        + (Reminder ? "After that the file is deleted, and you would have to ask " : "After that, ask ") + $"{Venue.ClientName}.";

    /// <summary>What is known of the list, each with its label.</summary>
    public IEnumerable<(string Label, string Value)> Facts =>
    [
        ("Run for", RunAt),
        .. Performance is null ? [] : new[] { ("Performance", Performance) },
        .. Description is null ? [] : new[] { ("Who is on it", Description) },
        .. Since is null ? [] : new[] { ("Since last time", Since) },
        .. DateMetrics.Select(metric => (metric.Metric, metric.Words)),
    ];

    /// <summary>The venue's contact, a line each.</summary>
    public IEnumerable<string> Contact =>
        new[] { Venue.ContactName, Venue.ContactEmail, Venue.ContactTelephone }.Where(line => line.Length > 0);
}
