using CustomerListSchedules.Features.CreateSchedule.Recurrence;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>One field that was changed, in words for the audit and for somebody else who edits the same schedule.</summary>
public sealed record Change(string Field, string From, string To)
{
    internal static List<Change> Between(ScheduleRow before, BasicDetailsInput after, RecurrenceRow row) =>
    [
        .. new Change[]
        {
            new("Name", before.Name, after.Name.Trim()),
            new("Description", before.Description, after.Description.Trim()),
            new("Action", ScheduleActions.Name(before.Action), ScheduleActions.Name(after.Action)),
            new("Run on demand", YesNo(before.RunOnDemand), YesNo(after.OnDemand)),
            new("Run as schedule", YesNo(before.RunAsSchedule), YesNo(after.RunAsSchedule)),
        }.Where(change => change.From != change.To),
        .. row.Equals(before.Recurrence) ? Array.Empty<Change>() : [new("Recurrence", Words(before.Recurrence), Words(row))],
    ];

    private static string YesNo(bool value) => value ? "Yes" : "No";

    private static string Words(RecurrenceRow row)
    {
        try
        {
            return row.Occurs is null ? "none" : row.ToRecurrence().Describe();
        }
        catch (RecurrenceException unreadable)
        {
            return unreadable.Message;
        }
    }
}
