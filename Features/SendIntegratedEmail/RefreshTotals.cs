using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>
/// Fetches Dotdigital's totals of mailings sent in the last week: often in the first hours, a few times a day in the end.
/// </summary>
public sealed record RefreshTotals : IRequest<Unit>;

internal sealed class RefreshTotalsHandler(
    IDotdigital dotdigital, NpgsqlDataSource dataSource, IClock clock,
    ILogger<RefreshTotalsHandler> logger) : IRequestHandler<RefreshTotals, Unit>
{
    private const int AtMost = 20;

    // Set on before Dotdigital is asked, so that no other node asks too. Another account's wait for it to come back.
    private const string ClaimSql =
        $"""
        with due as (
          select id from mailings where totals_next_at <= @now and api_user = {DotdigitalAccounts.CurrentUserSql} order by totals_next_at
            limit 1 for update skip locked
        )
        update mailings m
        set totals_next_at = case
          when @now >= m.sent_at + interval '7 days' then null
          when @now < m.sent_at + interval '2 hours' then @now + interval '10 minutes'
          when @now < m.sent_at + interval '1 day' then @now + interval '1 hour'
          else least(@now + interval '6 hours', m.sent_at + interval '7 days') end
        from due
        where m.id = due.id
        returning m.id, m.copied_campaign_id as campaign_id
        """;

    private const string StoreSql =
        """
        update mailings
        set total_sent = @sent, total_delivered = @delivered, total_opened = @opened, total_clicked = @clicked,
          total_unsubscribed = @unsubscribed, total_bounced = @bounced, totals_at = @now
        where id = @id
        """;

    public async Task<Unit> Handle(RefreshTotals request, CancellationToken cancellationToken)
    {
        for (var i = 0; i < AtMost && await NextAsync(cancellationToken) is { } mailing; i++)
        {
            try
            {
                await StoreAsync(mailing, await dotdigital.GetSummaryAsync(mailing.CampaignId, cancellationToken), cancellationToken);
            }
            catch (DotdigitalException e)
            {
                logger.LogWarning("The totals of mailing {Mailing} could not be fetched: {Reason}", mailing.Id, e.Reason);
                if (e.Reason is DotdigitalReason.OverLimit or DotdigitalReason.Unreachable)
                {
                    return Unit.Value;
                }
            }
        }

        return Unit.Value;
    }

    private async Task<Due?> NextAsync(CancellationToken cancellationToken)
    {
        return await dataSource.ReadOneAsync<Due>(ClaimSql, new { now = clock.GetCurrentInstant() }, cancellationToken);
    }

    private async Task StoreAsync(Due mailing, DotdigitalSummary totals, CancellationToken cancellationToken)
    {
        await dataSource.RunAsync(
            StoreSql,
            new
            {
                mailing.Id, totals.Sent, totals.Delivered, totals.Opened, totals.Clicked, totals.Unsubscribed,
                bounced = totals.HardBounced + totals.SoftBounced, now = clock.GetCurrentInstant(),
            },
            cancellationToken);
    }

    private sealed record Due
    {
        public long Id { get; init; }
        public long CampaignId { get; init; }
    }
}
