using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.Scheduling;
using NodaTime;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>A mailing that this worker holds, at the attempt that fences it, with all that is known so far.</summary>
internal sealed record MailingClaim : WorkClaim<long>
{
    public long RunId { get; init; }
    public long IntegratedEmailId { get; init; }
    public string Step { get; init; } = "";
    public Instant StepSince { get; init; }
    public Instant TooLateAt { get; init; }
    public string Name { get; init; } = "";
    public string Category { get; init; } = "";
    public long CampaignId { get; init; }
    public string CampaignName { get; init; } = "";
    public string Snapshot { get; init; } = "";
    public long? PerformanceId { get; init; }
    public string? PerformanceName { get; init; }
    public Instant? PerformanceStartsAt { get; init; }
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

    /// <summary>Who asked for it as a test, to be mailed alone; null of a mailing to the list.</summary>
    public Guid? TestFor { get; init; }

    /// <summary>Whether it is a test, by whomever.</summary>
    public bool IsTest { get; init; }

    /// <summary>Whether its email or schedule was deleted meanwhile.</summary>
    public bool Deleted { get; init; }

    /// <summary>Whether what was made for it is in another account than the venue's of now.</summary>
    public bool OtherAccount { get; init; }

    // Once something was made in an account, it goes on there or not at all.
    private const string Begun = "coalesce(copy_above, copied_campaign_id, address_book_id) is not null";

    /// <summary>Mailings as work: a claim takes as many steps as it can.</summary>
    public static readonly WorkKind<MailingClaim> Work = new()
    {
        Name = "mailing",
        Table = "mailings",
        Working = MailingStates.Working,
        WhenClaimed = $"api_user = case when {Begun} then w.api_user else {DotdigitalAccounts.CurrentUserSql} end",
        AlsoWhenClaimed =
            "running as (update runs set state = 'running' where id in (select run_id from claimed) and state = 'waiting')",
        Select =
            $"""
            select c.id, c.run_id, c.integrated_email_id, c.attempt, c.failures, c.step, c.step_since, c.too_late_at, c.name, c.category,
              c.campaign_id, c.campaign_name, c.snapshot::text as snapshot, c.first_send_confirmed, c.list_count, c.without_email,
              c.same_address, c.recipients, c.pages_of, c.copy_above, c.copy_tried_at, c.copied_campaign_id, c.address_book_name,
              c.address_book_id, c.imported, c.send_tried_at, c.send_id, c.released_at, c.reason, c.ends_as, c.ends_because,
              r.as_of, r.performance_id, r.performance_name, r.performance_starts_at, r.kind = 'test' as is_test,
              case r.kind when 'test' then r.requested_by end as test_for,
              e.deleted_at is not null or s.deleted_at is not null as deleted,
              {Begun} and c.api_user is distinct from {DotdigitalAccounts.CurrentUserSql} as other_account
            from claimed c
            join runs r on r.id = c.run_id
            join schedules s on s.id = r.schedule_id
            join integrated_emails e on e.id = c.integrated_email_id
            """,
    };
}
