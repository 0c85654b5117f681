using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Infrastructure.Scheduling;
using NodaTime;

namespace CustomerListSchedules.Features.DeliverSchedule.Files;

/// <summary>A delivery that this worker holds.</summary>
internal sealed record DeliveryClaim : WorkClaim<long>
{
    public long RunId { get; init; }
    public long ScheduledListId { get; init; }
    public string RunKind { get; init; } = "";
    public Instant AsOf { get; init; }
    public long? PerformanceId { get; init; }
    public string? PerformanceName { get; init; }
    public Instant? PerformanceStartsAt { get; init; }
    public string Name { get; init; } = "";
    public string FileFormat { get; init; } = "";
    public string WhenEmpty { get; init; } = "";
    public int? AtLeast { get; init; }
    public string Send { get; init; } = SendTo.Everyone;
    public long? CustomerListId { get; init; }
    public string Snapshot { get; init; } = "";
    public string[] Recipients { get; init; } = [];

    /// <summary>Of a list that is split, by what; the other parts that are not made yet are made with it.</summary>
    public string? SplitBy { get; init; }

    public string? SplitValue { get; init; }
    public string? PartKey { get; init; }

    /// <summary>Of deliveries <c>c</c> and their runs <c>r</c>.</summary>
    public const string SelectSql =
        """
        select c.id, c.run_id, c.scheduled_list_id, r.kind as run_kind, r.as_of, c.attempt, c.failures, c.name, c.file_format,
          c.when_empty, c.at_least, c.send, c.customer_list_id, c.snapshot::text as snapshot, c.recipients,
          c.split_by, c.split_value, c.part_key, r.performance_id, r.performance_name, r.performance_starts_at

        """;

    /// <summary>Deliveries as work: what the venue itself waits for before what partners ask for; each attempt is kept.</summary>
    public static readonly WorkKind<DeliveryClaim> Work = new()
    {
        Name = "delivery",
        Table = "deliveries",
        Working = DeliveryStates.Making,
        Order = "on_demand, next_attempt_at, id",
        WhenClaimed = "rows_so_far = 0",
        AlsoWhenClaimed =
            """
            attempt as (
              insert into delivery_attempts (delivery_id, attempt, started_at)
              select id, attempt, @now from claimed
            ), running as (
              update runs set state = 'running' where id in (select run_id from claimed) and state = 'waiting'
            )
            """,
        Select = SelectSql + "from claimed c join runs r on r.id = c.run_id",
        // The other parts of a split list are made by whoever makes the one that they name.
        Only = "made_with is null",
        WhenRenewed = "rows_so_far = @rowsSoFar",
        WhenGivenBack = "rows_so_far = null",
        AlsoWhenGivenBack =
            """
            update delivery_attempts a
            set ended_at = @now, outcome = 'Interrupted by a stop of the application; taken up again at once.'
            from given
            where a.delivery_id = given.id and a.attempt = given.attempt
            """,
    };
}
