using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendByHand;

/// <summary>What Resend link asks first; null when there is no such message, or no file to link to.</summary>
public sealed record AskResend(long RunId, long MessageId) : IRequest<SendQuestion?>;

internal sealed class AskResendHandler(NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<AskResend, SendQuestion?>
{
    private const string Sql =
        """
        select concat_ws(': ', d.name, d.split_value) as name,
          d.customer_list_name, l.customer_list_id, d.file_format, r.as_of, r.performance_id,
          r.performance_name, r.performance_starts_at, d.snapshot::text as snapshot,
          d.row_count as file_customers, array[m.recipient::text] as people
        from messages m
        join deliveries d on d.id = m.delivery_id
        join runs r on r.id = d.run_id
        join scheduled_lists l on l.id = d.scheduled_list_id
        join stored_files f on f.id = d.file_id
        where m.id = @messageId and d.run_id = @runId and m.kind = 'delivery'
          and f.deleted_at is null and f.revoked_at is null and f.expires_at > @now
        """;

    public async Task<SendQuestion?> Handle(AskResend request, CancellationToken cancellationToken)
    {
        var part = await dataSource.ReadOneAsync<SendPart>(
            Sql, new { request.MessageId, request.RunId, now = clock.GetCurrentInstant() }, cancellationToken);
        return part is null
            ? null
            : new SendQuestion(
                "Send a new link?", $"{part.People[0]} gets a new link to the same file. The link sent before stops working at once.",
                [part]);
    }
}
