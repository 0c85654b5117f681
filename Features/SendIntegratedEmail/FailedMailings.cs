using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.Scheduling;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>Mailings that failed and are to be tried again, on the caller's transaction.</summary>
internal static class FailedMailings
{
    // It goes on at the step that failed. A template that was gone may have been replaced, and an address book that nobody was imported
    // into may be gone; once what was made in Dotdigital, or who was read, is cleared away, or in another account, it begins anew.
    private const string WaitSql =
        $"""
        update mailings m
        set {WorkAgain.SetSql}, step_since = @now, finished_at = null, reason = null,
          too_late_at = @now + make_interval(hours => v.late_limit_hours),
          campaign_id = case when remade.copy then e.campaign_id else m.campaign_id end,
          campaign_name = case when remade.copy then e.campaign_name else m.campaign_name end,
          copy_above = case when remade.copy then null else m.copy_above end,
          copied_campaign_id = case when remade.copy then null else m.copied_campaign_id end,
          copy_deleted_at = case when remade.copy then null else m.copy_deleted_at end,
          pages_of = case when remade.everything then null else m.pages_of end,
          address_book_id = case when remade.everything and (m.address_book_deleted_at is not null or remade.away) then null
            else m.address_book_id end,
          address_book_deleted_at = case when remade.everything then null else m.address_book_deleted_at end,
          leftovers_next_at = null,
          step = case
            when remade.everything then 'members'
            when remade.copy and m.step not in ('members', 'guard') then 'copy'
            when m.step = 'import' then 'address_book'
            else m.step end
        from integrated_emails e, venue_settings v, mailings o
        cross join lateral (
          select moved.away,
            o.send_tried_at is null and (o.copied_campaign_id is null or o.copy_deleted_at is not null or moved.away) as copy,
            o.send_tried_at is null and (o.pages_of is null or o.address_book_deleted_at is not null or moved.away) as everything
          from (
            select coalesce(o.copied_campaign_id, o.address_book_id) is not null and o.api_user is distinct
              from {DotdigitalAccounts.CurrentUserSql} as away
          ) moved
        ) remade
        where m.run_id = @runId and (@mailingId::bigint is null or m.id = @mailingId) and m.state = 'failed' and o.id = m.id
          and e.id = m.integrated_email_id and e.deleted_at is null
        """;

    /// <summary>Lets a run's failed mailings, or one of them, wait for a worker again; says how many did.</summary>
    public static Task<int> WaitAgainAsync(
        NpgsqlConnection connection, long runId, long? mailingId, Instant now, CancellationToken cancellationToken) =>
        connection.RunAsync(WaitSql, new { runId, mailingId, now }, cancellationToken);
}
