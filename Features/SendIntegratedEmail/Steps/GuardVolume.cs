using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail.Steps;

/// <summary>Holds a mailing whose size is far from usual, unless a person has said Send.</summary>
internal sealed class GuardVolume(NpgsqlDataSource dataSource, MailingProgress progress) : IMailingStep
{
    private const string SettingsSql =
        "select more_than_times, less_than_one_in, runs_compared, never_below, first_send_above from mailing_settings";

    // Another Customer List than this mailing's was picked for it then: its size says nothing of this one's.
    private const string BeforeSql =
        """
        select b.recipients
        from mailings m
        join mailings b on b.integrated_email_id = m.integrated_email_id and b.customer_list_id = m.customer_list_id and b.id <> m.id
          and b.state = 'sent'
        join runs r on r.id = b.run_id and r.kind <> 'test'
        where m.id = @id
        order by b.id desc
        limit @runsCompared
        """;

    private const string SentSql =
        """
        select exists (
          select from mailings m
          join runs r on r.id = m.run_id and r.kind <> 'test'
          where m.integrated_email_id = @integratedEmailId and m.id <> @id and m.state = 'sent')
        """;

    public string Step => "guard";

    public async Task<StepResult> RunAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        if (claim.ReleasedAt is null && await ProblemAsync(claim, cancellationToken) is { } problem)
        {
            return new StepResult.Hold(problem);
        }

        return await progress.GoOnAsync(claim, "copy", "", null, null, cancellationToken);
    }

    private async Task<string?> ProblemAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var guard = await connection.ReadSingleAsync<VolumeGuard>(SettingsSql, cancellationToken);
        var before = await connection.ReadAllAsync<long>(BeforeSql, new { claim.Id, guard.RunsCompared }, cancellationToken);
        var sent = await connection.ScalarAsync<bool>(SentSql, new { claim.IntegratedEmailId, claim.Id }, cancellationToken);
        return guard.Problem(claim.Recipients ?? 0, [.. before], claim.FirstSendConfirmed, sent);
    }
}
