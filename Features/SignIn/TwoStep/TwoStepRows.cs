using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

/// <summary>The statements that changes of two-step sign-in share; each uses the caller's transaction.</summary>
internal sealed class TwoStepRows(IPasswordHasher<User> hasher, SignInThrottle throttle, AuditLog audit)
{
    private static readonly User Nobody = new();

    /// <summary>Asks for the password again (ASVS 2.8.6); a wrong one is recorded, whatever becomes of the change.</summary>
    /// <returns>What is wrong, in words for a person; null when it is right. Locks the account's row.</returns>
    public async Task<string?> PasswordProblemAsync(
        NpgsqlConnection connection, Guid userId, string password, string forWhat, Actor actor, CancellationToken cancellationToken)
    {
        if (!throttle.Allows(userId.ToString(), actor.FromAddress))
        {
            return "Too many attempts. Wait a minute, then try again.";
        }

        var hash = await connection.ScalarAsync<string?>(
            "select password_hash from users where id = @userId and deactivated_at is null for no key update",
            new { userId },
            cancellationToken);
        if (hash is not null
            && password.Length > 0
            && hasher.VerifyHashedPassword(Nobody, hash, password) != PasswordVerificationResult.Failed)
        {
            return null;
        }

        await audit.WriteAsync(connection, actor, "account.password_refused", "account", userId, new { forWhat }, cancellationToken);
        return "That is not your password.";
    }

    /// <summary>Replaces the recovery codes.</summary>
    public static async Task<IReadOnlyList<string>> NewCodesAsync(
        NpgsqlConnection connection, Guid userId, CancellationToken cancellationToken)
    {
        var codes = RecoveryCode.NewSet();
        await connection.RunAsync(
            """
            delete from recovery_codes where user_id = @userId;
            insert into recovery_codes (user_id, code_hash) select @userId, unnest(@hashes)
            """,
            new { userId, hashes = codes.Select(code => RecoveryCode.Hash(userId, code)).ToArray() },
            cancellationToken);
        return codes;
    }

    /// <summary>Ends the account's sessions everywhere.</summary>
    public static Task EndSessionsAsync(NpgsqlConnection connection, Guid userId, CancellationToken cancellationToken) =>
        connection.RunAsync(
            "update users set security_stamp = gen_random_uuid()::text, concurrency_stamp = gen_random_uuid()::text where id = @userId",
            new { userId },
            cancellationToken);
}
