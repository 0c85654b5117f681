using System.Text.Json;
using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.Sandbox.Dotdigital;

internal sealed class SandboxSends(NpgsqlDataSource dataSource)
{
    private const string SendSql =
        """
        with send as (
          insert into sandbox.dotdigital_sends (campaign_id, campaign_name, subject, address_book_ids, to_all_contacts, begins_at, ends_at)
          select c.id, c.name, c.subject, @books, cardinality(@books) = 0, clock_timestamp() + make_interval(secs => s.queue_seconds),
            clock_timestamp() + make_interval(secs => s.queue_seconds + s.sending_seconds)
          from sandbox.dotdigital_campaigns c, sandbox.dotdigital_settings s where c.id = @campaign
          returning id, to_all_contacts
        ), arrived as (
          insert into sandbox.dotdigital_arrivals (send_id, email, data_fields)
          select send.id, c.email, c.data_fields
          from send join sandbox.dotdigital_contacts c on c.address_book_id = any(@books) and c.ready_at <= clock_timestamp()
            and not c.suppressed
          union all
          select send.id, p.email, '{}' from send join sandbox.dotdigital_people p on send.to_all_contacts and not p.suppressed
          on conflict do nothing
          returning 1
        )
        select send.id, (select count(*)::int from arrived) from send
        """;

    private const string SendsSql =
        """
        select id, campaign_id, campaign_name, subject, to_all_contacts, at, people,
          case when ends_at <= clock_timestamp() then 'Sent' when begins_at <= clock_timestamp() then 'Sending' else 'NotSent' end as status
        from sandbox.dotdigital_sends
        """;

    public sealed record Send(
        Guid Id, long CampaignId, string CampaignName, string Subject, bool ToAllContacts, DateTime At, int People, string Status);
    /// <param name="DataFields">A JSON object.</param>
    public sealed record Arrival(string Email, string DataFields);

    /// <summary>Sends as Dotdigital does: to All Contacts when no address book is named.</summary>
    public async Task<SandboxAnswer> StartAsync(JsonElement body)
    {
        var campaign = body.TryGetProperty("campaignId", out var id) ? id.GetInt64() : 0;
        var books = body.TryGetProperty("addressBookIds", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray()
            .Select(book => book.GetInt64()).ToArray() : [];
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // One send a campaign, however many ask at once.
        await connection.RunAsync(
            "select 1 from sandbox.dotdigital_campaigns where id = @campaign for update", new { campaign }, CancellationToken.None);
        var (known, sent, booksThere) = await connection.ReadSingleAsync<(bool, bool, long)>(
            """
            select exists (select from sandbox.dotdigital_campaigns where id = @campaign),
              exists (select from sandbox.dotdigital_sends where campaign_id = @campaign)
                or coalesce((select sent_before from sandbox.dotdigital_campaigns where id = @campaign), false),
              (select count(*) from sandbox.dotdigital_address_books where id = any(@books))
            """,
            new { campaign, books },
            CancellationToken.None);
        if (!known)
        {
            return SandboxAnswer.CampaignNotFound;
        }

        if (sent)
        {
            return SandboxAnswer.Refused(400, "Send not permitted at this time.", "ERROR_CAMPAIGN_SENDNOTPERMITTED");
        }

        if (booksThere != books.Length)
        {
            return SandboxAnswer.AddressBookNotFound;
        }

        var (send, people) = await connection.ReadSingleAsync<(Guid, int)>(
            SendSql, new { campaign, books }, CancellationToken.None, TimeSpan.FromSeconds(60));
        await connection.RunAsync(
            "update sandbox.dotdigital_sends set people = @people where id = @send", new { people, send }, CancellationToken.None);
        await transaction.CommitAsync();
        return new SandboxAnswer(202, new { id = send, campaignId = campaign, addressBookIds = books, status = "NotSent" });
    }

    public async Task<SandboxAnswer> GetAsync(Guid id) =>
        await FindAsync(id) is { } send
            ? new SandboxAnswer(200, new { send.Id, send.CampaignId, send.Status })
            : SandboxAnswer.Refused(404, "Error:", "ERROR_CAMPAIGN_SEND_NOT_FOUND");

    public async Task<IReadOnlyList<Send>> AllAsync()
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        return [.. await connection.ReadAllAsync<Send>(SendsSql + " order by at desc limit 200", CancellationToken.None)];
    }

    public async Task<Send?> FindAsync(Guid id)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        return await connection.ReadOneAsync<Send>(SendsSql + " where id = @id", new { id }, CancellationToken.None);
    }

    /// <summary>The people of a send, by address.</summary>
    public async Task<IReadOnlyList<Arrival>> ArrivalsAsync(Guid send, int most)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        return [.. await connection.ReadAllAsync<Arrival>(
            "select email, data_fields::text as data_fields from sandbox.dotdigital_arrivals where send_id = @send order by email "
            + "limit @most",
            new { send, most },
            CancellationToken.None)];
    }
}
