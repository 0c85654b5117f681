using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>
/// The password, asked for again within a session (ASVS 3.7.1). Ten wrong ones in a row end the session: whoever found it open does
/// not guess on.
/// </summary>
public sealed class SessionPasswords(NpgsqlDataSource dataSource, PasswordChecks checks, AuditLog audit, IClock clock)
{
    private const int MostWrong = 10;

    // Counted before it is checked: guesses made at the same moment all count.
    private const string CountSql =
        """
        with counted as (
          update sessions set wrong_passwords = wrong_passwords + 1
          where id = @sessionId and user_id = @userId and wrong_passwords < @MostWrong
          returning user_id, wrong_passwords)
        select u.password_hash, c.wrong_passwords
        from counted c
        join users u on u.id = c.user_id and u.deactivated_at is null
        """;

    private sealed record Counted(string? PasswordHash, int WrongPasswords);

    /// <summary>Whether the password was given in this session within the last 5 minutes.</summary>
    public Task<bool> IsGivenAsync(Guid sessionId, CancellationToken cancellationToken) => dataSource.ScalarAsync<bool>(
        "select exists (select from sessions where id = @sessionId and password_given_at > @since)",
        new { sessionId, since = clock.GetCurrentInstant() - Sessions.PasswordHolds },
        cancellationToken);

    /// <param name="sessionId">The session, of <paramref name="userId"/>.</param>
    /// <param name="password">What was typed.</param>
    /// <param name="forWhat">What it was asked for, for the audit: a wrong one is an entry.</param>
    public async Task<PasswordCheck> CheckAsync(
        Guid sessionId, Guid userId, string password, string forWhat, Actor actor, CancellationToken cancellationToken)
    {
        var counted = await dataSource.ReadOneAsync<Counted>(CountSql, new { sessionId, userId, MostWrong }, cancellationToken);
        if (counted is null)
        {
            return PasswordCheck.SessionEnded;
        }

        var verified = counted.PasswordHash is { } hash
            ? await checks.VerifyAsync(hash, password, isKnown: true, cancellationToken)
            : PasswordVerificationResult.Failed;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (verified is null)
        {
            await connection.RunAsync(
                "update sessions set wrong_passwords = wrong_passwords - 1 where id = @sessionId and wrong_passwords > 0",
                new { sessionId },
                cancellationToken);
            return PasswordCheck.Busy;
        }

        if (verified != PasswordVerificationResult.Failed)
        {
            await connection.RunAsync(
                "update sessions set wrong_passwords = 0, password_given_at = @now where id = @sessionId",
                new { sessionId, now = clock.GetCurrentInstant() },
                cancellationToken);
            return PasswordCheck.Right;
        }

        return await connection.InTransactionAsync(
            async inside =>
            {
                await audit.WriteAsync(inside, actor, "account.password_refused", "account", userId, new { forWhat }, cancellationToken);
                if (counted.WrongPasswords < MostWrong)
                {
                    return PasswordCheck.Wrong;
                }

                await Sessions.EndAsync(inside, userId, sessionId, cancellationToken);
                await audit.WriteAsync(
                    inside, actor, "account.session_ended", "account", userId, new { why = "ten wrong passwords in a row" },
                    cancellationToken);
                return PasswordCheck.SessionEnded;
            },
            cancellationToken);
    }
}
