using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendByHand;

/// <summary>What a test of a scheduled list asks first; null when there is no such list.</summary>
public sealed record AskTest(long ScheduleId, long ScheduledListId, Guid UserId) : IRequest<SendQuestion?>;

internal sealed class AskTestHandler(NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<AskTest, SendQuestion?>
{
    private const string Sql =
        """
        select l.name, c.name as customer_list_name, c.id as customer_list_id, l.file_format, @now as as_of, l.schedule_id,
          customer_list_snapshot(c.definition, l.output_columns, l.sort_by, l.row_per_booking)::text as snapshot,
          array[u.email::text] as people
        from scheduled_lists l
        join schedules s on s.id = l.schedule_id and s.deleted_at is null
        join customer_lists c on c.id = l.customer_list_id
        join users u on u.id = @userId
        where l.id = @scheduledListId and l.schedule_id = @scheduleId and l.deleted_at is null
        """;

    public async Task<SendQuestion?> Handle(AskTest request, CancellationToken cancellationToken)
    {
        var part = await dataSource.ReadOneAsync<SendPart>(
            Sql, new { request.ScheduleId, request.ScheduledListId, request.UserId, now = clock.GetCurrentInstant() }, cancellationToken);
        return part is null
            ? null
            : new SendQuestion(
                "Send a test of this list to yourself?",
                "The file is made and the mail is sent exactly as each recipient will get them, but to you alone and marked as a test. "
                + "Nobody else gets anything, and it does not count as a delivery.",
                [part])
            {
                ToMe = true,
            };
    }
}
