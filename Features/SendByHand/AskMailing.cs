using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.SendByHand;

/// <summary>What Send of a held mailing, or Retry of a failed one, asks first; null when there is none to which that can be done.</summary>
public sealed record AskMailing(long MailingId, bool Retry) : IRequest<SendQuestion?>
{
    /// <summary>A mailing as a part of a question, without its condition.</summary>
    internal const string PartSql =
        """
        select m.name, m.customer_list_name, m.customer_list_id, r.as_of, r.performance_id, r.performance_name,
          r.performance_starts_at, case when r.kind <> 'test' then m.snapshot::text end as snapshot,
          true as is_mailing, m.campaign_id, m.campaign_name, case when r.kind = 'test' then 1 else m.recipients end as chosen
        from mailings m
        join runs r on r.id = m.run_id
        join schedules s on s.id = r.schedule_id
        join integrated_emails e on e.id = m.integrated_email_id
        """;
}

internal sealed class AskMailingHandler(NpgsqlDataSource dataSource) : IRequestHandler<AskMailing, SendQuestion?>
{
    private const string Sql =
        $"{AskMailing.PartSql} where m.id = @mailingId and m.state = @state and e.deleted_at is null and s.deleted_at is null";

    private const string TriedSql = "select send_tried_at is not null from mailings where id = @mailingId";

    public async Task<SendQuestion?> Handle(AskMailing request, CancellationToken cancellationToken)
    {
        var state = request.Retry ? MailingStates.Failed : MailingStates.Held;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (await connection.ReadOneAsync<SendPart>(Sql, new { request.MailingId, state }, cancellationToken) is not { } part)
        {
            return null;
        }

        var tried = await connection.ScalarAsync<bool>(TriedSql, new { request.MailingId }, cancellationToken);
        return new SendQuestion(
            request.Retry ? "Try this mailing again?" : "Send it?", Words(request.Retry, tried, part.Chosen), [part]);
    }

    private static string Words(bool retry, bool tried, long? chosen) => (retry, tried, chosen) switch
    {
        (false, true, _) => "Be sure that Dotdigital has not sent it: it is asked once more, and sent if it says Unsent.",
        (_, true, _) => "Dotdigital is asked what became of it before anything is sent again.",
        (_, _, { } people) =>
            $"It goes to the {Plural.Count(people, "person", "people")} who {Plural.Word(people, "was", "were")} on the list when it was "
            + "read.",
        _ => "Everyone on the Customer List is mailed at once.",
    };
}
