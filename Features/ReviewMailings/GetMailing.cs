using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewMailings;

/// <summary>Everything about one mailing; null when there is no such mailing.</summary>
public sealed record GetMailing(long Id) : IRequest<MailingDetails?>;

public sealed record MailingDetails
{
    public long Id { get; init; }
    public long RunId { get; init; }
    public string Name { get; init; } = "";
    public string Category { get; init; } = "";
    public string CustomerListName { get; init; } = "";
    public string CampaignName { get; init; } = "";
    public long ScheduleId { get; init; }
    public string ScheduleName { get; init; } = "";
    public bool ScheduleDeleted { get; init; }
    public long IntegratedEmailId { get; init; }
    public bool EmailDeleted { get; init; }
    public Instant AsOf { get; init; }
    public bool Late { get; init; }

    /// <summary>Sent to whoever asked, alone; never recorded as received.</summary>
    public bool IsTest { get; init; }

    public string State { get; init; } = "";
    public string Step { get; init; } = "";
    public string? Reason { get; init; }
    public Instant NextAttemptAt { get; init; }
    public int Failures { get; init; }
    public Instant TooLateAt { get; init; }
    public string? DateMetrics { get; init; }
    public long? ListCount { get; init; }
    public long? WithoutEmail { get; init; }
    public long? SameAddress { get; init; }
    public long? Recipients { get; init; }
    public long? Imported { get; init; }
    public long? Suppressed { get; init; }
    public long? Invalid { get; init; }
    public bool SendTried { get; init; }
    public Instant? SentAt { get; init; }
    public long? CopiedCampaignId { get; init; }
    public long? TotalSent { get; init; }
    public long? TotalDelivered { get; init; }
    public long? TotalOpened { get; init; }
    public long? TotalClicked { get; init; }
    public long? TotalUnsubscribed { get; init; }
    public long? TotalBounced { get; init; }
    public Instant? TotalsAt { get; init; }
    public IReadOnlyList<MailingStepRow> Steps { get; init; } = [];

    public bool IsOpen => State is MailingStates.Waiting or MailingStates.Working;

    public bool IsHeld => State == MailingStates.Held;

    public bool CanSend => IsHeld && !ScheduleDeleted && !EmailDeleted;

    public bool CanCancel => IsHeld || (IsOpen && !SendTried);

    public bool CanRetry => State == MailingStates.Failed && !ScheduleDeleted && !EmailDeleted;

    public IReadOnlyList<ResolvedDateMetric> Dates =>
        System.Text.Json.JsonSerializer.Deserialize<ResolvedDateMetric[]>(DateMetrics ?? "[]", System.Text.Json.JsonSerializerOptions.Web)!;
}

/// <summary>A line of a mailing's history.</summary>
public sealed record MailingStepRow(Instant At, string Words, string Tone);

internal sealed class GetMailingHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetMailing, MailingDetails?>
{
    private const string Sql =
        """
        select m.id, m.run_id, m.name, m.category, m.customer_list_name, m.campaign_name, r.schedule_id, r.schedule_name, r.as_of, r.late,
          r.kind = 'test' as is_test,
          m.state, m.step, m.reason, m.next_attempt_at, m.failures, m.too_late_at, m.date_metrics::text as date_metrics,
          m.list_count, m.without_email, m.same_address, m.recipients, m.imported, m.suppressed, m.invalid, m.send_tried_at is not null
            as send_tried,
          m.sent_at, m.copied_campaign_id, m.total_sent, m.total_delivered, m.total_opened, m.total_clicked,
          m.total_unsubscribed, m.total_bounced, m.totals_at, s.deleted_at is not null as schedule_deleted, e.deleted_at is not null
            as email_deleted,
          m.integrated_email_id
        from mailings m
        join runs r on r.id = m.run_id
        join schedules s on s.id = r.schedule_id
        join integrated_emails e on e.id = m.integrated_email_id
        where m.id = @id;

        select at, words, tone from mailing_steps where mailing_id = @id order by id;
        """;

    public Task<MailingDetails?> Handle(GetMailing request, CancellationToken cancellationToken) =>
        dataSource.ReadResultsAsync(Sql, new { request.Id }, ReadAsync, cancellationToken);

    private static async Task<MailingDetails?> ReadAsync(SqlMapper.GridReader results)
    {
        var mailing = await results.ReadSingleOrDefaultAsync<MailingDetails>();
        return mailing is null ? null : mailing with { Steps = [.. await results.ReadAsync<MailingStepRow>()] };
    }
}
