using NodaTime;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>A mailing that this worker holds, at the attempt that fences it, with all that is known so far.</summary>
internal sealed record MailingClaim
{
    public const string Columns =
        """
        m.id, m.run_id, m.integrated_email_id, m.attempt, m.failures, m.step, m.step_since, m.too_late_at, m.name, m.category, m.campaign_id, m.campaign_name,
        m.snapshot::text as snapshot, m.first_send_confirmed, m.list_count, m.without_email, m.same_address, m.recipients, m.pages_of,
        m.copy_above, m.copy_tried_at, m.copied_campaign_id, m.address_book_name, m.address_book_id, m.imported, m.send_tried_at, m.send_id, m.released_at, m.reason,
        m.ends_as, m.ends_because
        """;

    public long Id { get; init; }
    public long RunId { get; init; }
    public long IntegratedEmailId { get; init; }
    public int Attempt { get; init; }
    public int Failures { get; init; }
    public string Step { get; init; } = "";
    public Instant StepSince { get; init; }
    public Instant TooLateAt { get; init; }
    public string Name { get; init; } = "";
    public string Category { get; init; } = "";
    public long CampaignId { get; init; }
    public string CampaignName { get; init; } = "";
    public string Snapshot { get; init; } = "";
    public bool FirstSendConfirmed { get; init; }
    public long? ListCount { get; init; }
    public long? WithoutEmail { get; init; }
    public long? SameAddress { get; init; }
    public long? Recipients { get; init; }
    public int? PagesOf { get; init; }
    public long? CopyAbove { get; init; }
    public Instant? CopyTriedAt { get; init; }
    public long? CopiedCampaignId { get; init; }
    public string AddressBookName { get; init; } = "";
    public long? AddressBookId { get; init; }
    public long? Imported { get; init; }
    public Instant? SendTriedAt { get; init; }
    public string? SendId { get; init; }
    public Instant? ReleasedAt { get; init; }
    public string? Reason { get; init; }

    /// <summary>"skipped" or "cancelled" once it is to end so, if Dotdigital says that it did not send it.</summary>
    public string? EndsAs { get; init; }

    public string? EndsBecause { get; init; }

    /// <summary>The instant that date metrics resolve from.</summary>
    public Instant AsOf { get; init; }

    /// <summary>Whether its email or schedule was deleted meanwhile.</summary>
    public bool Deleted { get; init; }

    /// <summary>Whether what was made for it is in another account than the venue's of now.</summary>
    public bool OtherAccount { get; init; }
}
