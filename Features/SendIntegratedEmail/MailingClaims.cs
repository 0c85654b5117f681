using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.Scheduling;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>Taking mailings up and giving them back. A claim raises the attempt; whoever held an earlier one can store nothing.</summary>
internal sealed class MailingClaims(NpgsqlDataSource dataSource, WorkOptions options, IClock clock)
{
    // Once something was made in an account, it goes on there or not at all.
    private const string Begun = "coalesce(copy_above, copied_campaign_id, address_book_id) is not null";

    private const string OtherAccount = $"{Begun} and m.api_user is distinct from {DotdigitalAccounts.CurrentUserSql} as other_account";

    private const string ClaimSql =
        $"""
        with next as (
          select id
          from mailings
          where state in ('waiting', 'working') and next_attempt_at <= @now
            and (state = 'waiting' or lease_until < clock_timestamp())
          order by next_attempt_at, id
          limit 1
          for update skip locked
        ), m as (
          update mailings
          set state = 'working', attempt = mailings.attempt + 1, lease_until = clock_timestamp() + @lease,
            api_user = case when {Begun} then mailings.api_user else {DotdigitalAccounts.CurrentUserSql} end
          from next
          where mailings.id = next.id
          returning mailings.*
        ), running as (
          update runs set state = 'running' where id = (select run_id from m) and state = 'waiting'
        )
        select {MailingClaim.Columns}, r.as_of, e.deleted_at is not null or s.deleted_at is not null as deleted, {OtherAccount}
        from m
        join runs r on r.id = m.run_id
        join schedules s on s.id = r.schedule_id
        join integrated_emails e on e.id = m.integrated_email_id
        """;

    private const string ReadSql =
        $"""
        select {MailingClaim.Columns}, r.as_of, e.deleted_at is not null or s.deleted_at is not null as deleted, {OtherAccount}
        from mailings m
        join runs r on r.id = m.run_id
        join schedules s on s.id = r.schedule_id
        join integrated_emails e on e.id = m.integrated_email_id
        where m.id = @id and m.attempt = @attempt and m.state = 'working'
        """;

    private const string RenewSql =
        "update mailings set lease_until = clock_timestamp() + @lease where id = @id and attempt = @attempt and state = 'working'";

    private const string GiveBackSql =
        "update mailings set state = 'waiting', lease_until = null where id = @id and attempt = @attempt and state = 'working'";

    public async Task<MailingClaim?> NextAsync(CancellationToken cancellationToken)
    {
        return await dataSource.ReadOneAsync<MailingClaim>(
            ClaimSql, new { now = clock.GetCurrentInstant(), options.Lease }, cancellationToken);
    }

    /// <summary>The mailing as it is stored now; throws when it is another worker's.</summary>
    public async Task<MailingClaim> ReadAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        return await dataSource.ReadOneAsync<MailingClaim>(
            ReadSql, new { claim.Id, claim.Attempt }, cancellationToken) ?? throw new MailingLostException();
    }

    public WorkLease Lease(MailingClaim claim, ILogger logger, CancellationToken stopping) => new(
        dataSource,
        (connection, cancellationToken) => connection.RunAsync(RenewSql, new { options.Lease, claim.Id, claim.Attempt }, cancellationToken),
        $"mailing {claim.Id}",
        options.Lease,
        logger,
        stopping);

    /// <summary>A graceful stop: the mailing waits again, for any node.</summary>
    public async Task GiveBackAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        await dataSource.RunAsync(GiveBackSql, new { claim.Id, claim.Attempt }, cancellationToken);
    }
}
