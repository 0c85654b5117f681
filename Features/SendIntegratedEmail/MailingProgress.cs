using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>Stores what a step has come to. Every write is fenced by the attempt: a worker that lost its lease changes nothing.</summary>
internal sealed class MailingProgress(NpgsqlDataSource dataSource, WorkQueue<MailingClaim> queue, IClock clock)
{
    private const string StepSql =
        "insert into mailing_steps (mailing_id, at, words, tone) values (@id, @now, @words, @tone)";

    // The same words are not said again and again while something lasts.
    private const string LastWordsSql = "select words from mailing_steps where mailing_id = @id order by id desc limit 1";

    /// <summary>Stores columns of the mailing and goes on to a step, with a line for its history.</summary>
    /// <param name="next">The step that comes next.</param>
    /// <param name="set">"column = @value, …", or "" when there is nothing to store.</param>
    /// <param name="words">The line; null for none.</param>
    public async Task<StepResult> GoOnAsync(
        MailingClaim claim, string next, string set, object? values, string? words, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await GoOnAsync(connection, claim, next, set, values, words, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new StepResult.Done();
    }

    /// <inheritdoc cref="GoOnAsync(MailingClaim, string, string, object?, string?, CancellationToken)"/>
    public async Task GoOnAsync(
        NpgsqlConnection connection, MailingClaim claim, string next, string set, object? values, string? words,
        CancellationToken cancellationToken)
    {
        await StoreAsync(
            connection,
            claim,
            $"step = @next, step_since = case when step = @next then step_since else @now end, failures = "
            + $"0{(set.Length == 0 ? "" : ", " + set)}",
            new { next, now = clock.GetCurrentInstant() },
            values,
            cancellationToken);
        if (words is not null)
        {
            await SayAsync(connection, claim.Id, words, "", cancellationToken);
        }
    }

    /// <summary>Stores columns within a step.</summary>
    public async Task StoreAsync(MailingClaim claim, string set, object? values, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await StoreAsync(connection, claim, set, new { }, values, cancellationToken);
    }

    /// <summary>Lets the mailing wait until Dotdigital has had time, or until it may be tried again after a failure.</summary>
    public async Task WaitAsync(MailingClaim claim, Instant until, bool failed, string? words, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await queue.WaitAsync(
            connection, claim, until, "failures = failures + @failed, reason = @words", new { failed = failed ? 1 : 0, words },
            cancellationToken))
        {
            throw new WorkLostException();
        }

        if (words is not null && words != await connection.ScalarAsync<string?>(LastWordsSql, new { claim.Id }, cancellationToken))
        {
            await SayAsync(connection, claim.Id, words, "warn", cancellationToken);
        }

        await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>A line of the mailing's history, on the caller's transaction.</summary>
    public Task SayAsync(NpgsqlConnection connection, long mailingId, string words, string tone, CancellationToken cancellationToken) =>
        connection.RunAsync(StepSql, new { id = mailingId, now = clock.GetCurrentInstant(), words, tone }, cancellationToken);

    private async Task StoreAsync(
        NpgsqlConnection connection, MailingClaim claim, string set, object own, object? values, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters(own);
        parameters.AddDynamicParams(values);
        if (!await queue.StoreAsync(connection, claim, set, parameters, cancellationToken))
        {
            throw new WorkLostException();
        }
    }
}
