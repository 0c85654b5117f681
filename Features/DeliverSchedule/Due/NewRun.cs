using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Due;

/// <summary>
/// A run to be: its kind and the instant that its date metrics resolve from. Recipients, where given, take the place of those on Email to.
/// </summary>
internal sealed record NewRun(
    long ScheduleId, string Kind, Instant? OccurrenceAt, Instant AsOf, bool Late, Guid? RequestedBy, long? ScheduledListId = null,
    string[]? Recipients = null);
