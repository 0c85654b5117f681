using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>
/// Goes on asking about mailings that are held since nobody knows whether Dotdigital sent them: one that it did send is recorded so
/// without anybody's word.
/// </summary>
public sealed record AskAboutHeldMailings : IRequest<Unit>;

internal sealed class AskAboutHeldMailingsHandler(
    IDotdigital dotdigital, NpgsqlDataSource dataSource, MailingProgress progress, AuditLog audit, IClock clock,
    ILogger<AskAboutHeldMailingsHandler> logger)
    : IRequestHandler<AskAboutHeldMailings, Unit>
{
    private const int AtMost = 20;

    // Set on before Dotdigital is asked, so that no other node asks too.
    private const string DueSql =
        $"""
        with due as (
          select id
          from mailings
          where state = 'held' and send_tried_at is not null and next_attempt_at <= @now and api_user = {DotdigitalAccounts.CurrentUserSql}
          order by next_attempt_at
          limit @limit
          for update skip locked
        )
        update mailings m
        set next_attempt_at = @now + interval '55 seconds'
        from due
        where m.id = due.id
        returning m.id, m.copied_campaign_id
        """;

    private const string SentSql =
        $"""
        update mailings
        set {WorkAgain.SetSql}, step = 'sending', step_since = @now, send_status = @status, reason = null
        where id = @id and state = 'held' and send_tried_at is not null
        """;

    public async Task<Unit> Handle(AskAboutHeldMailings request, CancellationToken cancellationToken)
    {
        foreach (var mailing in await DueAsync(cancellationToken))
        {
            try
            {
                if (await dotdigital.GetCampaignAsync(mailing.CopiedCampaignId, cancellationToken) is { IsUnsent: false } copy)
                {
                    await GoOnAsync(mailing.Id, copy.Status, cancellationToken);
                }
            }
            catch (DotdigitalException e)
            {
                logger.LogInformation(
                    "Dotdigital could not be asked about mailing {Mailing}, which is held: {Reason}", mailing.Id, e.Reason);
                if (e.ConcernsAll)
                {
                    return Unit.Value;
                }
            }
        }

        return Unit.Value;
    }

    private async Task<IReadOnlyList<Held>> DueAsync(CancellationToken cancellationToken)
    {
        return [.. await dataSource.ReadAllAsync<Held>(DueSql, new { now = clock.GetCurrentInstant(), limit = AtMost }, cancellationToken)];
    }

    private async Task GoOnAsync(long id, string status, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        if (await connection.RunAsync(SentSql, new { id, status, now }, cancellationToken) == 0)
        {
            return;
        }

        await progress.SayAsync(
            connection, id, $"Dotdigital now says that the copy is {status}: it had the request to send.", "", cancellationToken);
        await audit.WriteAsync(connection, Actor.System, "mailing.found_sent", "mailing", id, new { status }, cancellationToken);
        await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private sealed record Held
    {
        public long Id { get; init; }
        public long CopiedCampaignId { get; init; }
    }
}
