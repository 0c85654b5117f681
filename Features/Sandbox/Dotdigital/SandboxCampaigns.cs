using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.Sandbox.Dotdigital;

internal sealed class SandboxCampaigns(NpgsqlDataSource dataSource)
{
    // Unsent, while it waits to be sent too; then Sending; then Sent.
    private const string CampaignsSql =
        """
        select c.id, c.name, c.subject, c.scheduled_date,
          case when c.sent_before or s.ends_at <= clock_timestamp() then 'Sent'
            when s.begins_at <= clock_timestamp() then 'Sending' else 'Unsent' end as status
        from sandbox.dotdigital_campaigns c left join sandbox.dotdigital_sends s on s.campaign_id = c.id
        """;

    public sealed record Campaign(long Id, string Name, string Subject, DateTime? ScheduledDate, string Status)
    {
        /// <summary>As the API shows it: an Unsent campaign has no date unless it is to be sent later.</summary>
        public object ToApi() => new
        {
            Id, Name, Subject, FromName = "The Old Fire Station", FromAddress = new { Id = 1, Email = "hello@example.org" },
            HtmlContent = (string?)null,
            PlainTextContent = (string?)null, ReplyAction = "Unset", ReplyToAddress = (string?)null, IsSplitTest = false, Status,
            ScheduledDate,
        };
    }

    public async Task<IReadOnlyList<Campaign>> AllAsync()
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        return [.. await connection.ReadAllAsync<Campaign>(CampaignsSql + " order by c.id", CancellationToken.None)];
    }

    public async Task<SandboxAnswer> ListAsync(int select, int skip)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        var campaigns = await connection.ReadAllAsync<Campaign>(
            CampaignsSql + " order by c.id limit @select offset @skip", new { select, skip }, CancellationToken.None);
        return new SandboxAnswer(200, campaigns.Select(campaign => campaign.ToApi()));
    }

    public async Task<SandboxAnswer> GetAsync(long id) =>
        await FindAsync(id) is { } campaign ? new SandboxAnswer(200, campaign.ToApi()) : SandboxAnswer.CampaignNotFound;

    public async Task<SandboxAnswer> CopyAsync(long id)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        var copy = await connection.ScalarAsync<long?>(
            """
            insert into sandbox.dotdigital_campaigns (name, subject, copied_from)
            select 'Copy of ' || name, subject, id from sandbox.dotdigital_campaigns where id = @id
            returning id
            """,
            new { id },
            CancellationToken.None);
        return copy is null ? SandboxAnswer.CampaignNotFound : new SandboxAnswer(201, (await FindAsync(copy.Value))!.ToApi());
    }

    public async Task<SandboxAnswer> DeleteAsync(long id)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        var deleted = await connection.RunAsync(
            "delete from sandbox.dotdigital_campaigns where id = @id", new { id }, CancellationToken.None);
        return deleted == 0 ? SandboxAnswer.CampaignNotFound : new SandboxAnswer(204);
    }

    // Shares that stand still, so that a page that is read twice says the same.
    public async Task<SandboxAnswer> SummaryAsync(long id)
    {
        if (await FindAsync(id) is null)
        {
            return SandboxAnswer.CampaignNotFound;
        }

        await using var connection = await dataSource.OpenConnectionAsync();
        var (sent, bounced, opened, clicked, unsubscribed) = await connection.ReadSingleAsync<(long, long, long, long, long)>(
            """
            with people as (
              select abs(hashtext(a.email)) % 1000 as share
              from sandbox.dotdigital_sends s join sandbox.dotdigital_arrivals a on a.send_id = s.id
              where s.campaign_id = @id and s.ends_at <= clock_timestamp())
            select count(*), count(*) filter (where share >= 985), count(*) filter (where share < 420), count(*) filter (where share < 90),
              count(*) filter (where share between 420 and 424)
            from people
            """,
            new { id },
            CancellationToken.None);
        return new SandboxAnswer(200, new
        {
            NumTotalSent = sent, NumTotalDelivered = sent - bounced, NumTotalUniqueOpens = opened, NumRecipientsClicked = clicked,
            NumTotalUnsubscribes = unsubscribed, NumTotalHardBounces = bounced, NumTotalSoftBounces = 0,
        });
    }

    private async Task<Campaign?> FindAsync(long id)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        return await connection.ReadOneAsync<Campaign>(CampaignsSql + " where c.id = @id", new { id }, CancellationToken.None);
    }
}
