using System.Text.Json;
using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Features.DeliverSchedule.Sharing;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Scheduling;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Files;

/// <summary>
/// Records how an attempt at a delivery ended. Every write is fenced by the attempt: a worker that lost its lease changes nothing.
/// </summary>
internal sealed class DeliveryOutcomes(
    NpgsqlDataSource dataSource, WorkQueue<DeliveryClaim> queue, EncryptedFileStore store, LinkTokens tokens, MessageIds messageIds,
    VenueReader venues, AuditLog audit, IClock clock)
{
    private const string GoneSql =
        """
        select case
          when s.deleted_at is not null then 'The schedule was deleted before its file was made.'
          when sl.deleted_at is not null then 'The customer list was deleted from the schedule before its file was made.'
        end
        from deliveries d
        join scheduled_lists sl on sl.id = d.scheduled_list_id
        join schedules s on s.id = sl.schedule_id
        where d.id = @id
        """;

    private const string MadeSql =
        """
        state = @state, reason = @reason, file_id = @fileId, row_count = @customers, booking_count = @bookings,
        rows_so_far = @customers, notes = @notes, date_metrics = @dateMetrics::jsonb, description = @description,
        totals = @totals::jsonb, recipients = @recipients, sharing = @sharing::jsonb,
        part_rows = case when w.part_key is not null then @rows end, made_at = @now,
        new_customers = @newCustomers, gone_customers = @goneCustomers, compared_with = @comparedWith, not_compared = @notCompared,
        finished_at = case when @state = 'sending' then null else @now end
        """;

    private const string OriginSql =
        """
        insert into file_origins (file_id, kind, list_name, split_value, schedule_name, run_id, customer_list_id, for_whom, made_at)
        select d.file_id, case when r.kind = 'test' then 'test' else 'delivery' end, d.name, d.split_value, r.schedule_name, r.id,
          sl.customer_list_id,
          case when r.kind = 'on_demand'
            then array(select distinct u.email from run_requests q join users u on u.id = q.user_id where q.run_id = r.id
              and q.scheduled_list_id = d.scheduled_list_id)
            else d.recipients
          end, @now
        from deliveries d
        join runs r on r.id = d.run_id
        join scheduled_lists sl on sl.id = d.scheduled_list_id
        where d.id = @id and d.file_id is not null
        """;

    // A part's wait for the person's other parts, which go in the same mail.
    private const string MessageSql =
        """
        insert into messages (delivery_id, recipient, message_id, token_hash, token_protected, state, next_attempt_at, created_at)
        values (@deliveryId, @recipient, @messageId, @hash, @protected, 'waiting', case when @isPart then 'infinity' else @now end, @now)
        on conflict (delivery_id, recipient, kind) do nothing
        """;

    private const string LastCountSql =
        """
        update customer_lists
        set last_count = @customers, last_run_at = @now, counted_at = @now
        where id = (select customer_list_id from scheduled_lists where id = @scheduledListId)
        """;

    // Nothing is kept of it, so that Retry makes it anew for whoever may have it then.
    private const string RefusedSql =
        "state = 'failed', reason = @reason, sharing = @sharing::jsonb, rows_so_far = null, finished_at = @now";

    private const string AskersSql =
        """
        select u.email
        from run_requests q
        join users u on u.id = q.user_id
        where q.run_id = @runId and q.scheduled_list_id = @scheduledListId and u.email is not null
        """;

    private const string SkippedSql = "state = 'skipped', reason = @reason, rows_so_far = null, finished_at = @now";

    private const string FailedSql =
        "reason = @reason, rows_so_far = null, finished_at = case when @retryAt::timestamptz is null then @now end";

    private const string AttemptSql =
        "update delivery_attempts set ended_at = @now, outcome = @outcome where delivery_id = @id and attempt = @attempt";

    /// <param name="claim">The delivery.</param>
    /// <param name="made">Its file.</param>
    /// <param name="comparison">With who was on the list before, where that is asked for.</param>
    /// <param name="sharing">Those outside of whose company not everybody in it has agreed to be shared with.</param>
    /// <param name="cancellationToken">Ends waiting for the database.</param>
    public async Task CompleteAsync(
        DeliveryClaim claim, MadeFile made, Comparison? comparison, IReadOnlyList<SharedWith> sharing,
        CancellationToken cancellationToken)
    {
        var venue = await venues.ReadAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var onDemand = claim.RunKind == "on_demand"; // Somebody asked and waits: nobody matching is their answer, never skipped.
        var since = comparison?.Result;
        var heldBack = onDemand ? null : HeldBack.Why(claim, made.Customers, since, venue.Zone);
        var skip = heldBack is not null;
        var mails = !onDemand && !skip;
        var state = skip ? DeliveryStates.Skipped : mails ? DeliveryStates.Sending : DeliveryStates.Delivered;
        sharing = skip ? [] : sharing; // Nothing goes anywhere.
        string[] leftOut = [.. sharing.Where(each => each.LeftOut).Select(each => each.Address)];
        string[] recipients = [.. claim.Recipients.Except(leftOut)];
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        IReadOnlyList<string> wanting = onDemand && leftOut.Length > 0
            ? await AskersAsync(connection, claim, cancellationToken)
            : claim.Recipients;
        if (leftOut.Length > 0 && wanting.All(leftOut.Contains))
        {
            if (await RefuseAsync(connection, claim, made, sharing, now, cancellationToken))
            {
                await transaction.CommitAsync(cancellationToken);
            }

            return;
        }

        if (skip && made.FileId is { } unsent)
        {
            await store.DeleteAsync(connection, unsent, cancellationToken);
            made = made with { FileId = null, Content = null };
        }

        if (made is { FileId: { } fileId, Content: { } content })
        {
            await store.CompleteAsync(connection, fileId, content, now + Duration.FromDays(venue.LinkDays), cancellationToken);
        }

        var kept = await queue.EndAsync(
            connection,
            claim,
            MadeSql,
            new
            {
                state,
                reason = heldBack,
                made.FileId,
                made.Customers,
                made.Bookings,
                made.Notes,
                made.Description,
                dateMetrics = JsonSerializer.Serialize(made.DateMetrics, JsonSerializerOptions.Web),
                totals = made.Totals?.ToJson(),
                recipients,
                sharing = SharedWith.ToJson(sharing),
                made.Rows,
                newCustomers = since?.New,
                goneCustomers = since?.Gone,
                comparedWith = since?.With,
                notCompared = since?.Why,
                now,
            },
            cancellationToken);
        if (!kept)
        {
            return; // Another worker has it: nothing of this attempt is kept.
        }

        await connection.RunAsync(OriginSql, new { claim.Id, now }, cancellationToken);
        if (mails)
        {
            await InsertMessagesAsync(connection, claim, recipients, now, cancellationToken);
        }

        if (comparison is not null && mails && claim.RunKind != "test")
        {
            await LastDeliveries.KeepAsync(connection, claim, comparison, cancellationToken);
        }

        var onList = made.ListCustomers ?? made.Customers;
        await connection.RunAsync(LastCountSql, new { claim.ScheduledListId, customers = onList, now }, cancellationToken);
        await EndAttemptAsync(connection, claim, "Made.", now, cancellationToken);
        await audit.WriteAsync(
            connection, Actor.System, "delivery.file_made", "delivery", claim.Id,
            new
            {
                made.FileId,
                made.Customers,
                made.Bookings,
                claim.Name,
                part = claim.SplitValue,
                leftOut = leftOut.Length == 0 ? null : leftOut,
                sha256 = made.Content is null ? null : Convert.ToHexStringLower(made.Content.Sha256),
            },
            cancellationToken);
        if (onDemand)
        {
            await ReplaceEarlierFiles.ExecuteAsync(connection, audit, claim.Id, now, cancellationToken);
        }

        await SettleAsync(connection, claim, now, cancellationToken);
        await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // Everybody whom it is for was left out: nothing is delivered, and the file is deleted.
    private async Task<bool> RefuseAsync(
        NpgsqlConnection connection, DeliveryClaim claim, MadeFile made, IReadOnlyList<SharedWith> sharing, Instant now,
        CancellationToken cancellationToken)
    {
        var reason = SharedWith.Words(sharing.Where(each => each.LeftOut));
        var values = new { reason, sharing = SharedWith.ToJson(sharing), now };
        if (!await queue.EndAsync(connection, claim, RefusedSql, values, cancellationToken))
        {
            return false;
        }

        if (made.FileId is { } file)
        {
            await store.DeleteAsync(connection, file, cancellationToken);
        }

        await EndAttemptAsync(connection, claim, "Made, and deleted: everybody whom it was for was left out.", now, cancellationToken);
        await audit.WriteAsync(
            connection, Actor.System, "delivery.refused", "delivery", claim.Id,
            new { claim.Name, part = claim.SplitValue, made.Customers, leftOut = sharing.Select(each => each.Address) }, cancellationToken);
        await SettleAsync(connection, claim, now, cancellationToken);
        return true;
    }

    private static Task<List<string>> AskersAsync(
        NpgsqlConnection connection, DeliveryClaim claim, CancellationToken cancellationToken) =>
        connection.ReadAllAsync<string>(AskersSql, new { claim.RunId, claim.ScheduledListId }, cancellationToken);

    /// <summary>Skips a delivery that is not wanted any more: nothing is delivered, and a file that was made for it is deleted.</summary>
    /// <returns>Whether it was not wanted.</returns>
    public async Task<bool> SkipIfGoneAsync(DeliveryClaim claim, long? fileId, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (await connection.ScalarAsync<string?>(GoneSql, new { claim.Id }, cancellationToken) is not { } reason)
        {
            return false;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await queue.EndAsync(connection, claim, SkippedSql, new { reason, now }, cancellationToken))
        {
            return true;
        }

        if (fileId is { } file)
        {
            await store.DeleteAsync(connection, file, cancellationToken);
        }

        await EndAttemptAsync(connection, claim, reason, now, cancellationToken);
        await SettleAsync(connection, claim, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task FailAsync(DeliveryClaim claim, FailureWords failure, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await queue.FailAsync(connection, claim, failure.MayPass, FailedSql, new { failure.Reason, now }, cancellationToken))
        {
            return;
        }

        await EndAttemptAsync(connection, claim, failure.Reason, now, cancellationToken);
        await SettleAsync(connection, claim, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task InsertMessagesAsync(
        NpgsqlConnection connection, DeliveryClaim claim, IReadOnlyList<string> recipients, Instant now,
        CancellationToken cancellationToken)
    {
        foreach (var recipient in recipients)
        {
            var token = tokens.Create();
            await connection.RunAsync(
                MessageSql,
                new
                {
                    deliveryId = claim.Id,
                    recipient,
                    messageId = messageIds.New(),
                    token.Hash,
                    token.Protected,
                    isPart = claim.PartKey is not null,
                    now,
                },
                cancellationToken);
        }
    }

    private static async Task SettleAsync(
        NpgsqlConnection connection, DeliveryClaim claim, Instant now, CancellationToken cancellationToken)
    {
        await Settlement.SettleAsync(connection, claim.Id, now, cancellationToken);
        if (claim.PartKey is not null)
        {
            await PartGroups.GatherAsync(connection, claim.RunId, now, cancellationToken);
            await PartMails.GatherAsync(connection, claim.RunId, now, cancellationToken);
        }
    }

    private static Task EndAttemptAsync(
        NpgsqlConnection connection, DeliveryClaim claim, string outcome, Instant now, CancellationToken cancellationToken) =>
        connection.RunAsync(AttemptSql, new { claim.Id, claim.Attempt, outcome, now }, cancellationToken);
}
