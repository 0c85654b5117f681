using CustomerListSchedules.Features.CreateSchedule.Performances;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Due;

/// <summary>
/// A run to be: its kind and the instant that its date metrics resolve from. Recipients, where given, take the place of those on Email to.
/// Of a schedule's lists or emails, one alone where it is named, and of a list that is split one part alone. The request's key is that of
/// the form that asks: sent twice, it is one run.
/// </summary>
internal sealed record NewRun(
    long ScheduleId, string Kind, Instant? OccurrenceAt, Instant AsOf, bool Late, Guid? RequestedBy, long? ScheduledListId = null,
    string[]? Recipients = null, long? IntegratedEmailId = null, Guid? RequestKey = null, string? PartKey = null)
{
    /// <summary>The performance that it runs before; its occurrence is then told apart by it.</summary>
    public PerformanceRef? Before { get; init; }
}
