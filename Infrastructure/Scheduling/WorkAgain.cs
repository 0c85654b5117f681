namespace CustomerListSchedules.Infrastructure.Scheduling;

/// <summary>Somebody wants a piece of work done once more, whatever became of it.</summary>
public static class WorkAgain
{
    /// <summary>Part of an update of its table: it waits from @now on, with all its attempts before it.</summary>
    public const string SetSql = "state = 'waiting', failures = 0, next_attempt_at = @now";
}
