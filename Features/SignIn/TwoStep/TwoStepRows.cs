using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

/// <summary>The statements that changes of two-step sign-in share; each uses the caller's transaction.</summary>
internal static class TwoStepRows
{
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
