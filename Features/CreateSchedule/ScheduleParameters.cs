using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using Dapper;
using NodaTime;

namespace CustomerListSchedules.Features.CreateSchedule;

internal static class ScheduleParameters
{
    /// <summary>Basic Details as parameters: the fields, the recurrence's columns, the next occurrence and what the statement needs besides.</summary>
    public static DynamicParameters Of(BasicDetailsInput details, RecurrenceRow row, Instant? nextRunAt, object others)
    {
        var parameters = new DynamicParameters(row);
        parameters.AddDynamicParams(new
        {
            name = details.Name.Trim(),
            description = details.Description.Trim(),
            action = details.Action,
            runOnDemand = details.OnDemand,
            runAsSchedule = details.RunAsSchedule,
            nextRunAt,
        });
        parameters.AddDynamicParams(others);
        return parameters;
    }
}
