using Dapper;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Mailings;

/// <summary>Holds a mailing whose size is far from usual, unless a person has said Send.</summary>
internal sealed class GuardVolume(NpgsqlDataSource dataSource, MailingProgress progress) : IMailingStep
{
    private const string SettingsSql =
        "select more_than_times, less_than_one_in, runs_compared, never_below, first_send_above from mailing_settings";

    private const string BeforeSql =
        """
        select recipients from mailings
        where integrated_email_id = @integratedEmailId and id <> @id and state = 'sent'
        order by id desc
        limit @runsCompared
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
        var guard = await connection.QuerySingleAsync<VolumeGuard>(new CommandDefinition(SettingsSql, cancellationToken: cancellationToken));
        var before = await connection.QueryAsync<long>(new CommandDefinition(
            BeforeSql, new { claim.IntegratedEmailId, claim.Id, guard.RunsCompared }, cancellationToken: cancellationToken));
        return guard.Problem(claim.Recipients ?? 0, [.. before], claim.FirstSendConfirmed);
    }
}
