using CustomerListSchedules.Features.CustomerLists.Definition;
using NodaTime;

namespace CustomerListSchedules.Features.GatherEvidence.Packs;

/// <summary>
/// What is known of a run, of everything sent to an address, or of where a customer's data went: document and JSON say the same.
/// </summary>
public sealed record EvidencePack
{
    public required string Title { get; init; }

    /// <summary>"Run of Workshops, Tuesday 1 December 2026, 08:00 (Europe/London)".</summary>
    public required string Of { get; init; }

    public required PackVenue Venue { get; init; }

    public required string MadeBy { get; init; }

    public required Instant MadeAt { get; init; }

    public PackCustomer? Customer { get; init; }

    /// <summary>What it covers, a sentence each.</summary>
    public required IReadOnlyList<string> Covers { get; init; }

    /// <summary>What is no longer kept, or was left out, a sentence each.</summary>
    public required IReadOnlyList<string> Lacks { get; init; }

    /// <summary>Of a run's pack alone; elsewhere each delivery names its run.</summary>
    public PackRun? Run { get; init; }

    public required IReadOnlyList<PackDelivery> Deliveries { get; init; }

    public IReadOnlyList<PackMailing> IntegratedEmails { get; init; } = [];

    public IReadOnlyList<PackReceived> MailingsReceived { get; init; } = [];

    public IReadOnlyList<PackImport> Imports { get; init; } = [];

    /// <summary>Of a run's lists that are split, who went to nobody.</summary>
    public IReadOnlyList<PackSplit> Splits { get; init; } = [];

    /// <summary>What the audit says of the run itself.</summary>
    public IReadOnlyList<PackEntry> Audit { get; init; } = [];
}

public sealed record PackVenue(string Name, string ContactName, string ContactEmail, string ContactTelephone, string TimeZone);

public sealed record PackCustomer(long CustomerId, string Name, string? Email, string? Postcode, string Reference);

public sealed record PackRun
{
    public required long Number { get; init; }
    public required string Schedule { get; init; }
    public required Instant RunFor { get; init; }
    public required string How { get; init; }
    public string? RequestedBy { get; init; }
    public bool Late { get; init; }
    public required string Result { get; init; }
    public string? Reason { get; init; }
    public Instant StartedAt { get; init; }
    public Instant? FinishedAt { get; init; }
}

/// <summary>One list that became a file, or was to.</summary>
public sealed record PackDelivery
{
    /// <summary>The scheduled list's name, or the Customer List's where it was run from the Explorer.</summary>
    public required string Name { get; init; }

    /// <summary>Of a list that is split, the value whose part it is.</summary>
    public string? Part { get; init; }

    /// <summary>How it came about, in words.</summary>
    public required string What { get; init; }

    public PackRun? Run { get; init; }
    public string? CustomerList { get; init; }

    /// <summary>Who was on the list, in words.</summary>
    public string? Definition { get; init; }

    public IReadOnlyList<ResolvedDateMetric> Dates { get; init; } = [];

    /// <summary>What was told of each customer: the file's columns.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    public string? Result { get; init; }
    public string? Reason { get; init; }
    public string? Notes { get; init; }
    public long? Rows { get; init; }
    public long? Bookings { get; init; }
    public PackFile? File { get; init; }
    public IReadOnlyList<PackRecipient> ForWhom { get; init; } = [];
    public IReadOnlyList<PackAttempt> Attempts { get; init; } = [];
    public IReadOnlyList<PackMessage> Messages { get; init; } = [];
    public IReadOnlyList<PackCollection> Collections { get; init; } = [];
    public IReadOnlyList<PackEntry> Audit { get; init; } = [];
}

public sealed record PackFile
{
    public required string Name { get; init; }
    public string? Format { get; init; }
    public long? Size { get; init; }
    public required string? Sha256 { get; init; }
    public required Instant MadeAt { get; init; }
    public Instant? ExpiresAt { get; init; }

    /// <summary>When a newer on-demand file took its place.</summary>
    public Instant? ReplacedAt { get; init; }

    public Instant? RevokedAt { get; init; }
    public string? RevokedBy { get; init; }
    public string? RevokedBecause { get; init; }
    public Instant? DeletedAt { get; init; }
}

/// <param name="Why">Why it was to get it.</param>
public sealed record PackRecipient(string Address, string Why);

/// <summary>A try to make the file.</summary>
public sealed record PackAttempt(Instant At, string Outcome);

public sealed record PackMessage
{
    public required string Recipient { get; init; }

    /// <summary>Delivery or Reminder.</summary>
    public required string Kind { get; init; }

    public required string State { get; init; }
    public required string MessageId { get; init; }
    public required Instant WrittenAt { get; init; }
    public Instant? AcceptedAt { get; init; }
    public Instant? SentAgainAt { get; init; }

    /// <summary>What the mail server answered, each time.</summary>
    public IReadOnlyList<PackAnswer> Answers { get; init; } = [];
}

public sealed record PackAnswer(Instant At, int? Code, string? Text);

/// <param name="From">The network address; null where it is not known.</param>
/// <param name="Complete">Whether the last byte left.</param>
public sealed record PackCollection(string Who, Instant At, string? From, bool Complete);

/// <summary>An entry of the audit.</summary>
public sealed record PackEntry(Instant At, string Who, string What);

/// <param name="Name">The scheduled list's.</param>
/// <param name="Customers">On the whole list.</param>
/// <param name="WithoutValue">Of them without a value, so that they went to nobody.</param>
/// <param name="ValuesWithoutRecipient">How many values nobody was to get.</param>
public sealed record PackSplit(string Name, long Customers, long WithoutValue, long ValuesWithoutRecipient);

public sealed record PackMailing
{
    public required string Name { get; init; }
    public required string Category { get; init; }
    public required string CustomerList { get; init; }
    public required string Template { get; init; }
    public required string Result { get; init; }
    public string? Reason { get; init; }
    public long? Recipients { get; init; }
    public long? Suppressed { get; init; }
    public Instant? SentAt { get; init; }
}

/// <summary>An integrated email that a customer received.</summary>
public sealed record PackReceived(string Name, string Category, Instant ReceivedAt);

/// <summary>An uploaded file that is still stored and holds the customer.</summary>
public sealed record PackImport(string Name, Instant MadeAt, IReadOnlyList<PackCollection> Collections);
