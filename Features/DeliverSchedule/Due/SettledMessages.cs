using CustomerListSchedules.Features.DeliverSchedule.Sharing;

namespace CustomerListSchedules.Features.DeliverSchedule.Due;

/// <summary>
/// What became of a delivery's messages, and what that makes of the delivery once none is open. Reminders count for nothing.
/// </summary>
internal sealed record SettledMessages
{
    public int Messages { get; init; }
    public int Accepted { get; init; }
    public int Failed { get; init; }
    public int Cancelled { get; init; }
    public int Open { get; init; }

    /// <summary>Whether the file was revoked.</summary>
    public bool Revoked { get; init; }

    /// <summary>What became of addresses outside, as stored.</summary>
    public string Sharing { get; init; } = "[]";

    private string? LeftOut => SharedWith.Words(SharedWith.Parse(Sharing).Where(each => each.LeftOut));

    public string State => this switch
    {
        { Failed: 0, Accepted: > 0, LeftOut: not null } => DeliveryStates.PartlyDelivered,
        { Failed: 0, Accepted: > 0 } => DeliveryStates.Delivered,
        { Failed: 0 } => DeliveryStates.Skipped,
        { Accepted: > 0 } => DeliveryStates.PartlyDelivered,
        _ => DeliveryStates.Failed,
    };

    public string? Reason =>
        string.Join(' ', new[] { OfMessages, LeftOut }.OfType<string>()) is { Length: > 0 } reason ? reason : null;

    private string? OfMessages => this switch
    {
        { Messages: 0 } => "Nobody is named under Email to.",
        { Failed: 0, Cancelled: 0 } => null,
        { Failed: 0, Revoked: true } => $"{Cancelled} of {Messages} messages cancelled: the file was revoked.",
        { Failed: 0, Accepted: 0 } => "Every message was cancelled: its address was taken off, or the list or schedule deleted.",
        { Failed: 0 } => $"{Cancelled} of {Messages} messages cancelled: the address was taken off.",
        { Accepted: > 0 } => $"{Failed} of {Messages} messages could not be sent.",
        { Messages: 1 } => "The message could not be sent.",
        _ => $"None of the {Messages} messages could be sent.",
    };
}
