using CustomerListSchedules.Features.CreateSchedule.Recurrence;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>One field that was changed, in words for the audit and for somebody else who edits the same schedule.</summary>
public sealed record FieldChange(string Field, string From, string To)
{
    internal static List<FieldChange> Between(ScheduleRow before, ScheduleRow after) =>
    [
        .. new FieldChange[]
        {
            new("Name", before.Name, after.Name),
            new("Description", before.Description, after.Description),
            new("Action", ScheduleActions.Name(before.Action), ScheduleActions.Name(after.Action)),
            new("Run on demand", YesNo(before.RunOnDemand), YesNo(after.RunOnDemand)),
            new("Run as schedule", YesNo(before.RunAsSchedule), YesNo(after.RunAsSchedule)),
        }.Where(change => change.From != change.To),
        .. Days(after.Recurrence).Equals(Days(before.Recurrence))
            ? Array.Empty<FieldChange>()
            : [new("Recurrence", Words(Days(before.Recurrence)), Words(Days(after.Recurrence)))],
        .. new FieldChange[]
        {
            new("Not on", Dates(before.Recurrence), Dates(after.Recurrence)),
            new("Not on the venue's closures", YesNo(before.Recurrence.SkipsClosures), YesNo(after.Recurrence.SkipsClosures)),
        }.Where(change => change.From != change.To),
    ];

    // What is left out of the days has a line of its own.
    private static RecurrenceRow Days(RecurrenceRow row) => row with { NotOn = null, SkipsClosures = false, Closures = null };

    private static string Dates(RecurrenceRow row) =>
        row.NotOn is null ? "none" : string.Join(", ", ClosedDates.Read(row.NotOn).Words(int.MaxValue));

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
