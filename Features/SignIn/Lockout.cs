using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn;

/// <summary>Closes an account for a while after several wrong passwords or codes, counted together (ASVS 2.2.1).</summary>
internal static class Lockout
{
    private const int FailuresToLock = 5;
    private static readonly Duration LockedFor = Duration.FromMinutes(15);

    // Counted in one statement: guesses made at the same moment all count.
    private const string Sql =
        """
        update users set
          access_failed_count = case when access_failed_count + 1 >= @FailuresToLock then 0 else access_failed_count + 1 end,
          lockout_end = case when access_failed_count + 1 >= @FailuresToLock then @until else lockout_end end
        where id = @userId
        returning coalesce(lockout_end > @now, false)
        """;

    /// <returns>Whether the account is closed now; that is an entry of the audit.</returns>
    public static async Task<bool> CountAsync(
        NpgsqlConnection connection, Guid userId, AuditLog audit, Actor actor, Instant now, CancellationToken cancellationToken)
    {
        var until = now + LockedFor;
        var locked = await connection.ScalarAsync<bool>(Sql, new { userId, FailuresToLock, until, now }, cancellationToken);
        if (locked)
        {
            await audit.WriteAsync(
                connection, actor, "account.locked", "account", userId, new { until = until.ToString() }, cancellationToken);
        }

        return locked;
    }
}
