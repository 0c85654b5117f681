using System.Globalization;

namespace CustomerListSchedules.Features.BrowseSchedules.Bulk;

/// <summary>A schedule as somebody looked at it before they decided: whether it was changed since.</summary>
public sealed record BulkSeen(long Id, int Version, Guid? OwnerId)
{
    /// <summary>What <see cref="BulkSchedule.Seen"/> gave; null for anything else.</summary>
    public static BulkSeen? Parse(string? text) =>
        text?.Split(':') is [var id, var version, var owner]
            && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var seen)
            && (owner.Length == 0 || Guid.TryParseExact(owner, "N", out _))
                ? new BulkSeen(number, seen, owner.Length == 0 ? null : Guid.ParseExact(owner, "N"))
                : null;
}
