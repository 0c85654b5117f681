using CustomerListSchedules.Features.NotifyStaff;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Scheduling;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>Records how a mailing ended, or that a person must decide. Every write is fenced by the attempt.</summary>
internal sealed class MailingOutcomes(
    NpgsqlDataSource dataSource, WorkQueue<MailingClaim> queue, MailingProgress progress, MessageIds messageIds, VenueReader venues,
    IMediator mediator, AuditLog audit, IClock clock)
{
    private const string SentSql =
        """
        state = 'sent', sent_at = @now, finished_at = @now, reason = null, failures = 0, totals_next_at = @now + interval '1 minute'
        """;

    // In the order of the indexes, which takes a quarter less. The import leaves the suppressed out and does not say who they are, so that
    // they are recorded too.
    private const string ReceivedSql =
        """
        insert into crm.mailings_received (customer_id, category, name, received_at, mailing_id)
        select c.id, @category, @name, @now, @id
        from mailing_pages p
        cross join unnest(p.customer_ids) person
        join crm.customers c on c.id = person
        where p.mailing_id = @id and p.attempt = @pagesOf
        order by c.id
        on conflict do nothing
        """;

    private const string LastCountSql =
        """
        update customer_lists
        set last_count = @listCount, last_run_at = @now, counted_at = @now
        where id = (select customer_list_id from integrated_emails where id = @integratedEmailId)
        """;

    private const string ForgetSql = "delete from mailing_pages where mailing_id = @id";

    private const string EndSql = "state = @state, reason = @reason, finished_at = @now";

    private const string HoldSql =
        "state = 'held', reason = @reason, held_at = @now, too_late_at = greatest(too_late_at, @until)";

    private const string OwnerSql =
        "select s.owner_id, s.name from runs r join schedules s on s.id = r.schedule_id where r.id = @runId";

    public Task SentAsync(MailingClaim claim, CancellationToken cancellationToken) => WriteAsync(
        claim, SentSql, null, null, "Sent.", "good",
        async (connection, now) =>
        {
            // A test is no mailing that a customer received, and says nothing of the list.
            var received = claim.IsTest
                ? 0
                : await connection.RunAsync(
                    ReceivedSql,
                    new { claim.Id, claim.PagesOf, claim.Category, claim.Name, now },
                    cancellationToken,
                    TimeSpan.FromSeconds(600));
            if (!claim.IsTest)
            {
                await connection.RunAsync(LastCountSql, new { claim.IntegratedEmailId, claim.ListCount, now }, cancellationToken);
            }

            await connection.RunAsync(ForgetSql, new { claim.Id }, cancellationToken);
            await audit.WriteAsync(
                connection, Actor.System, "mailing.sent", "mailing", claim.Id,
                new { claim.Name, claim.Recipients, received, campaign = claim.CopiedCampaignId, addressBook = claim.AddressBookId },
                cancellationToken);
        },
        cancellationToken);

    /// <summary>It ends without having been sent; a failed one keeps its people, so that Retry sends to the same.</summary>
    public Task EndAsync(MailingClaim claim, string state, string reason, CancellationToken cancellationToken) => WriteAsync(
        claim, EndSql, state, reason, reason, state == MailingStates.Failed ? "bad" : "",
        async (connection, now) =>
        {
            if (state != MailingStates.Failed)
            {
                await connection.RunAsync(ForgetSql, new { claim.Id }, cancellationToken);
            }

            if (claim.ListCount is not null)
            {
                await connection.RunAsync(LastCountSql, new { claim.IntegratedEmailId, claim.ListCount, now }, cancellationToken);
            }

            await audit.WriteAsync(
                connection, Actor.System, $"mailing.{state}", "mailing", claim.Id, new { claim.Name, reason }, cancellationToken);
        },
        cancellationToken);

    /// <summary>Asks the owner: Send or Cancel.</summary>
    public async Task HoldAsync(MailingClaim claim, string reason, CancellationToken cancellationToken)
    {
        var venue = await venues.ReadAsync(cancellationToken);
        var now = clock.GetCurrentInstant();

        // What may have been sent already must not lapse by itself before somebody has had time to look.
        var until = claim.SendTriedAt is null ? claim.TooLateAt : now + Duration.FromHours(venue.LateLimitHours);
        await WriteAsync(
            claim, HoldSql, null, reason, $"Held for a person: {reason}", "warn",
            async (connection, _) =>
            {
                var owner = await connection.ReadSingleAsync<OwnerRow>(OwnerSql, new { claim.RunId }, cancellationToken);
                var item = new NoticeItem(
                    $"{owner.Name}: {claim.Name}",
                    $"{reason} It is held until you say Send or Cancel, and lapses {WallTime.Words(until, venue.Zone)}.",
                    $"/mailings/{claim.Id}");
                await InsertNotices.ExecuteAsync(
                    connection, messageIds, [(owner.OwnerId, item)], "An integrated email is held: Send or Cancel?", now,
                    cancellationToken);
                await audit.WriteAsync(
                    connection, Actor.System, "mailing.held", "mailing", claim.Id, new { claim.Name, reason }, cancellationToken);
            },
            cancellationToken,
            until);
    }

    private async Task WriteAsync(
        MailingClaim claim, string sql, string? state, string? reason, string words, string tone,
        Func<NpgsqlConnection, Instant, Task> more,
        CancellationToken cancellationToken, Instant? until = null)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await queue.EndAsync(connection, claim, sql, new { state, reason, now, until }, cancellationToken))
        {
            throw new WorkLostException();
        }

        await progress.SayAsync(connection, claim.Id, words, tone, cancellationToken);
        await more(connection, now);
        await mediator.Publish(new MailingChanged(connection, claim.RunId, Ended: true, now), cancellationToken);
        await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private sealed record OwnerRow
    {
        public Guid? OwnerId { get; init; }
        public string Name { get; init; } = "";
    }
}
