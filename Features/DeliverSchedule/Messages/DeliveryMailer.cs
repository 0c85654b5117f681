using System.Text.Json;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Web;
using NodaTime;

namespace CustomerListSchedules.Features.DeliverSchedule.Messages;

/// <summary>Composes the mail of a message. The Customer List's own name is not in it: recipients see the scheduled list's name.</summary>
public sealed class DeliveryMailer(VenueReader venues, LinkTokens tokens, BaseAddress address, MailRenderer renderer)
{
    public async Task<OutgoingMail> ComposeAsync(MessageClaim message, CancellationToken cancellationToken)
    {
        var venue = await venues.ReadAsync(cancellationToken);
        var mail = new DeliveryMail(
            venue,
            message.ListName,
            message.ExpiresAt is null ? null : address.Link($"/collect/{tokens.Reveal(message.TokenProtected)}"),
            message.RowCount,
            message.BookingCount,
            WallTime.Words(message.AsOf, venue.Zone),
            message.Late ? WallTime.Words(message.MadeAt, venue.Zone) : null,
            message.ExpiresAt is { } expires ? WallTime.Words(expires, venue.Zone) : null,
            JsonSerializer.Deserialize<ResolvedDateMetric[]>(message.DateMetrics ?? "[]", JsonSerializerOptions.Web)!,
            message.Description,
            message.Notes,
            message.Kind == "reminder",
            message.RunKind == "test");
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
}
