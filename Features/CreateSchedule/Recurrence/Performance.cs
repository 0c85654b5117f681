using NodaTime;

namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>One performance of an event, as the customer data has it.</summary>
/// <param name="Id">Its id in <c>crm.event_instances</c>.</param>
/// <param name="Name">The event's name.</param>
/// <param name="StartsAt">When it starts.</param>
/// <param name="EndsAt">When it ends, or is taken to end where that is not known.</param>
/// <param name="Cancelled">Whether it does not take place.</param>
public sealed record Performance(long Id, string Name, Instant StartsAt, Instant EndsAt, bool Cancelled);
