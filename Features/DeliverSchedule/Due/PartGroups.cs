using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Due;

/// <summary>
/// The parts of a split list that wait in a run are made together: one of them is claimed, for all, and the others name it. Theirs is no
/// time of their own, so that no worker takes one of them up.
/// </summary>
internal static class PartGroups
{
    // Parts that wait while others are being made have failed, and are gathered when those have ended.
    private const string Sql =
        """
        with parts as (
          select id, min(id) over list as lead, min(nullif(next_attempt_at, 'infinity')) over list as due
          from deliveries
          where run_id = @runId and part_key is not null and state = 'waiting'
            and not exists (
              select from deliveries made
              where made.run_id = @runId and made.scheduled_list_id = deliveries.scheduled_list_id and made.part_key is not null
                and made.state = 'making' and made.made_with is null)
          window list as (partition by scheduled_list_id)
        )
        update deliveries d
        set made_with = nullif(parts.lead, d.id),
          next_attempt_at = case when d.id = parts.lead then coalesce(parts.due, @now) else 'infinity' end
        from parts
        where d.id = parts.id
        """;

    /// <param name="connection">In a transaction that holds the run.</param>
    /// <param name="runId">The run.</param>
    /// <param name="now">When they are due that were not yet tried.</param>
    /// <param name="cancellationToken">Ends waiting for the database.</param>
    public static Task GatherAsync(NpgsqlConnection connection, long runId, Instant now, CancellationToken cancellationToken) =>
        connection.RunAsync(Sql, new { runId, now }, cancellationToken);
}
