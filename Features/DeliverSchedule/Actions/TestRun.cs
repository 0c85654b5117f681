using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Infrastructure.Audit;

namespace CustomerListSchedules.Features.DeliverSchedule.Actions;

/// <summary>Runs one entry of a schedule for the person who asks and nobody else.</summary>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="EntryId">The scheduled list or integrated email.</param>
/// <param name="Actor">Who asks.</param>
/// <param name="Key">Of the form that asks: sent twice, it is one test.</param>
internal sealed record TestRun(long ScheduleId, long EntryId, Actor Actor, Guid? Key)
{
    /// <summary>Gives the asker's address, and locks the entry; no row where there is no such entry.</summary>
    public required string AddressSql { get; init; }

    /// <summary>Gives the run of a test of this entry that this person has under way, or asked for with the same key.</summary>
    public required string UnderWaySql { get; init; }

    /// <summary>Whose uses of the quota are counted together.</summary>
    public required long CountedAs { get; init; }

    /// <summary>"sent a test of this list".</summary>
    public required string Did { get; init; }

    /// <summary>The audit's name of what was done, and of the entry.</summary>
    public required (string Action, string Subject) Audit { get; init; }

    /// <summary>What is particular to the run, of the asker's address.</summary>
    public required Func<NewRun, string, NewRun> Of { get; init; }
}
