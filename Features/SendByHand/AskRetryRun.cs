using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendByHand;

/// <summary>What Retry of a run asks first; null when there is no such run, or nothing in it can be tried again.</summary>
public sealed record AskRetryRun(long RunId) : IRequest<SendQuestion?>;

internal sealed class AskRetryRunHandler(NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<AskRetryRun, SendQuestion?>
{
    // What RetryRun takes up again.
    private const string PartsSql =
        $"""
        select concat_ws(': ', d.name, d.split_value) as name,
          d.customer_list_name, l.customer_list_id, d.file_format, r.as_of, r.performance_id,
          r.performance_name, r.performance_starts_at, d.snapshot::text as snapshot,
          d.scheduled_list_id, d.part_key is not null as is_part, d.send, d.when_empty, d.at_least,
          case when d.made_at is not null then d.row_count end as file_customers,
          case when d.made_at is null then d.recipients else failed.people end as people, false as is_mailing
        from deliveries d
        join runs r on r.id = d.run_id
        join schedules s on s.id = r.schedule_id and s.deleted_at is null
        join scheduled_lists l on l.id = d.scheduled_list_id
        left join stored_files f on f.id = d.file_id
        cross join lateral (
          select array_agg(m.recipient::text order by m.id) as people
          from messages m
          where m.delivery_id = d.id and m.kind = 'delivery' and m.state = 'failed'
        ) failed
        where d.run_id = @runId
          and case when d.made_at is null then d.state = 'failed' and l.deleted_at is null
            else failed.people is not null
              and (f.id is null or (f.deleted_at is null and f.revoked_at is null and f.expires_at > @now)) end
        order by d.position, d.id;

        {AskMailing.PartSql}
        where m.run_id = @runId and m.state = 'failed' and e.deleted_at is null and s.deleted_at is null
        order by m.position, m.id;
        """;

    public async Task<SendQuestion?> Handle(AskRetryRun request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var parts = await connection.ReadResultsAsync(
            PartsSql, new { request.RunId, now = clock.GetCurrentInstant() },
            async results => (SendPart[])[.. await results.ReadAsync<SendPart>(), .. await results.ReadAsync<SendPart>()],
            cancellationToken);
        return parts.Length == 0
            ? null
            : new SendQuestion(
                "Try again what failed?",
                "Files that could not be made are made, and messages that were not accepted are sent with the same link. Nobody who has "
                + "one gets another.",
                parts);
    }
}
