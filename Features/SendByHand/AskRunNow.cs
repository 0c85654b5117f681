using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendByHand;

/// <summary>What Run now of a schedule asks first; null when there is no such schedule, or nothing of it can be run.</summary>
public sealed record AskRunNow(long ScheduleId) : IRequest<SendQuestion?>;

internal sealed class AskRunNowHandler(NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<AskRunNow, SendQuestion?>
{
    private const string ScheduleSql =
        "select name from schedules where id = @scheduleId and deleted_at is null and paused_at is null";

    private const string PartsSql =
        """
        select l.name, l.split_by, c.name as customer_list_name, c.id as customer_list_id, l.file_format, @now as as_of,
          l.id as scheduled_list_id, l.schedule_id, l.send, l.when_empty, l.at_least,
          customer_list_snapshot(c.definition, l.output_columns, l.sort_by, l.row_per_booking)::text as snapshot,
          coalesce((
            select array_agg(r.address::text order by r.position)
            from current_recipients r
            where r.scheduled_list_id = l.id), '{}') as people,
          false as is_mailing, null::bigint as campaign_id, null as campaign_name
        from scheduled_lists l
        join customer_lists c on c.id = l.customer_list_id
        where l.schedule_id = @scheduleId and l.deleted_at is null
        order by l.position, l.id;

        select e.name, c.name as customer_list_name, c.id as customer_list_id, @now as as_of, e.schedule_id,
          customer_list_snapshot(c.definition, e.output_columns, '[]')::text as snapshot, true as is_mailing, e.campaign_id, e.campaign_name
        from integrated_emails e
        join customer_lists c on c.id = e.customer_list_id
        where e.schedule_id = @scheduleId and e.deleted_at is null
        order by e.position, e.id;
        """;

    public async Task<SendQuestion?> Handle(AskRunNow request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (await connection.ScalarAsync<string?>(ScheduleSql, new { request.ScheduleId }, cancellationToken) is not { } name)
        {
            return null;
        }

        var parts = await connection.ReadResultsAsync(
            PartsSql, new { request.ScheduleId, now = clock.GetCurrentInstant() },
            async results => (SendPart[])[.. await results.ReadAsync<SendPart>(), .. await results.ReadAsync<SendPart>()],
            cancellationToken);
        if (parts.Length == 0)
        {
            return null;
        }

        var question = new SendQuestion($"Run {name} now?", "", parts);
        return question with { Text = Words(question) };
    }

    private static string Words(SendQuestion question) => question switch
    {
        { OfMailings: true } => "Everyone on the Customer List is mailed at once, whatever the schedule says.",
        { People.Count: 0 } => "The files are made at once. Nobody is named on Email to, so nobody gets a link.",
        _ => $"The files are made at once, and {Plural.Count(question.People.Count, "person gets", "people get")} a link by e-mail.",
    };
}
