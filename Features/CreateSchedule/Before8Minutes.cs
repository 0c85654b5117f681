namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>How the minute of a schedule that runs before 08:00 is picked.</summary>
public static class Before8Minutes
{
    /// <summary>
    /// A scalar subquery: the minute between 05:00 and 07:30 with the fewest schedules. Ties go round the 151 minutes in steps
    /// of 93, the golden section of them, so that few schedules are far apart and a thousand are spread evenly.
    /// </summary>
    public const string LeastUsed =
        """
        (select minute
        from generate_series(300, 450) minute
        left join schedules other on other.before_8_minute = minute and other.deleted_at is null
        group by minute
        order by count(other.id), (minute - 300) * 93 % 151
        limit 1)
        """;
}
