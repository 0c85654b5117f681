using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.DeliverSchedule.Messages;

/// <summary>What the mail of a delivery says. Without a link the list was empty; a reminder has one always.</summary>
public sealed record DeliveryMail(
    Venue Venue,
    string ListName,
    string? Link,
    long Rows,
    long? Bookings,
    string RunAt,
    string? MadeLateAt,
    string? ExpiresAt,
    IReadOnlyList<ResolvedDateMetric> DateMetrics,
    string? Description,
    string? Notes,
    bool Reminder = false,
    bool Test = false)
{
    public string Customers => Plural.Customers(Rows, Bookings);
}
