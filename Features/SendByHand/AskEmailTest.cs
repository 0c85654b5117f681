using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.SendByHand;

/// <summary>What a test of an integrated email asks first; null when there is no such email.</summary>
public sealed record AskEmailTest(long ScheduleId, long IntegratedEmailId, Guid UserId) : IRequest<SendQuestion?>;

internal sealed class AskEmailTestHandler(NpgsqlDataSource dataSource) : IRequestHandler<AskEmailTest, SendQuestion?>
{
    private const string Sql =
        """
        select e.name, c.name as customer_list_name, c.id as customer_list_id, true as is_mailing, e.campaign_id, e.campaign_name,
          array[u.email::text] as people
        from integrated_emails e
        join schedules s on s.id = e.schedule_id and s.deleted_at is null
        join customer_lists c on c.id = e.customer_list_id
        join users u on u.id = @userId
        where e.id = @integratedEmailId and e.schedule_id = @scheduleId and e.deleted_at is null
        """;

    public async Task<SendQuestion?> Handle(AskEmailTest request, CancellationToken cancellationToken)
    {
        var part = await dataSource.ReadOneAsync<SendPart>(
            Sql, new { request.ScheduleId, request.IntegratedEmailId, request.UserId }, cancellationToken);
        return part is null
            ? null
            : new SendQuestion(
                "Send a test of this integrated email to yourself?",
                "A copy of the template goes through Dotdigital to you alone. Nobody on the Customer List gets anything, and nothing is "
                + "recorded as received. Your address becomes a contact of the Dotdigital account; fields of the template show what it "
                + "knows of you there.",
                [part])
            {
                ToMe = true,
            };
    }
}
