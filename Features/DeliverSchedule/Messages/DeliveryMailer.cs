using System.Text.Json;
using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Web;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Messages;

/// <summary>Composes the mail of a message. The Customer List's own name is not in it: recipients see the scheduled list's name.</summary>
public sealed class DeliveryMailer(
    VenueReader venues, LinkTokens tokens, BaseAddress address, MailRenderer renderer, NpgsqlDataSource dataSource)
{
    private const string PartsSql =
        """
        select d.split_value as value, m.token_protected, coalesce(d.row_count, 0) as row_count, d.booking_count, d.notes, f.expires_at,
          d.send, d.new_customers, d.gone_customers, d.compared_with, d.not_compared
        from messages m
        join deliveries d on d.id = m.delivery_id
        left join stored_files f on f.id = d.file_id
        where m.id = @id or (m.sent_with = @id and m.state = 'waiting')
        order by lower(d.split_value), d.id
        """;

    private const string FailedSql =
        """
        select d.split_value
        from deliveries mine
        join deliveries d on d.run_id = mine.run_id and d.scheduled_list_id = mine.scheduled_list_id and d.part_key is not null
        where mine.id = @deliveryId and d.state = 'failed' and d.made_at is null and @recipient = any(d.recipients)
        order by lower(d.split_value), d.id
        """;

    private sealed record PartRow
    {
        public string Value { get; init; } = "";
        public byte[] TokenProtected { get; init; } = [];
        public long RowCount { get; init; }
        public long? BookingCount { get; init; }
        public string? Notes { get; init; }
        public Instant? ExpiresAt { get; init; }
        public string Send { get; init; } = "";
        public long? NewCustomers { get; init; }
        public long? GoneCustomers { get; init; }
        public Instant? ComparedWith { get; init; }
        public string? NotCompared { get; init; }

        public SinceLast? Since => SinceLast.Of(NewCustomers, GoneCustomers, ComparedWith, NotCompared);
    }

    public async Task<OutgoingMail> ComposeAsync(MessageClaim message, CancellationToken cancellationToken)
    {
        var venue = await venues.ReadAsync(cancellationToken);
        var mail = new DeliveryMail(
            venue,
            PartName.Of(message.ListName, message.SplitValue),
            message.ExpiresAt is null ? null : Link(message.TokenProtected),
            message.RowCount,
            message.BookingCount,
            WallTime.Words(message.AsOf, venue.Zone),
            message.Late ? WallTime.Words(message.MadeAt, venue.Zone) : null,
            message.ExpiresAt is { } expires ? WallTime.Words(expires, venue.Zone) : null,
            JsonSerializer.Deserialize<ResolvedDateMetric[]>(message.DateMetrics ?? "[]", JsonSerializerOptions.Web)!,
            message.Description,
            message.Notes,
            message.Kind == "reminder",
            message.RunKind == "test")
        {
            Performance = message.PerformanceStartsAt is { } starts
                ? PerformanceWords.Of(message.PerformanceName!, starts, venue.Zone)
                : null,
            Since = message.Since?.Words(message.AsOf, venue.Zone) is { } words ? words + "." : null,
            NobodyNew = message.Since is { NobodyNew: true } && message.Send == SendTo.New,
        };
        if (message is { IsPart: true, Kind: "delivery" })
        {
            mail = await WithPartsAsync(mail, message, cancellationToken);
        }

        return new OutgoingMail(
            message.Recipient,
            message.OwnerAddress,
            (mail.Test ? "Test: " : mail.Reminder ? "Reminder: " : "") + (message.Subject ?? $"Your report from {venue.ClientName}"),
            await renderer.RenderTextAsync("/Features/DeliverSchedule/Messages/DeliveryText.cshtml", mail),
            await renderer.RenderAsync("/Features/DeliverSchedule/Messages/DeliveryHtml.cshtml", mail),
            message.MessageId)
        {
            FromName = venue.ClientName,
        };
    }

    // The mail of a single part is that of a whole list.
    private async Task<DeliveryMail> WithPartsAsync(DeliveryMail mail, MessageClaim message, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.ReadAllAsync<PartRow>(PartsSql, new { message.Id }, cancellationToken);
        var failed = await connection.ReadAllAsync<string>(
            FailedSql, new { message.DeliveryId, message.Recipient }, cancellationToken);
        if (rows.Count <= 1)
        {
            return mail with { Failed = failed };
        }

        var ends = rows.Where(row => row.ExpiresAt is not null).Min(row => row.ExpiresAt);
        return mail with
        {
            ListName = message.ListName,
            Link = null,
            Since = null,
            Notes = null,
            ExpiresAt = ends is { } expires ? WallTime.Words(expires, mail.Venue.Zone) : null,
            Failed = failed,
            Parts =
            [
                .. rows.Select(row => new MailPart(
                    row.Value, row.ExpiresAt is null ? null : Link(row.TokenProtected), row.RowCount, row.BookingCount, row.Notes,
                    row.Since?.Words(message.AsOf, mail.Venue.Zone), row.Since is { NobodyNew: true } && row.Send == SendTo.New)),
            ],
        };
    }

    private string Link(byte[] tokenProtected) => address.Link($"/collect/{tokens.Reveal(tokenProtected)}");
}
