using System.Security.Cryptography;
using CustomerListSchedules.Infrastructure.Database;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>
/// Tells whether the key ring is the one that the database's protected contents were made with. A known word, protected, is
/// kept in <c>venue_settings</c>: when it cannot be read, the keys are lost, and with them stored files, unsent links and
/// other services' passwords. New keys work meanwhile; the notice stands until an administrator says that it was seen.
/// </summary>
public sealed class KeyHealth(IDataProtectionProvider protection, NpgsqlDataSource dataSource, ILogger<KeyHealth> logger)
{
    private static readonly byte[] Word = "canary"u8.ToArray();

    private readonly IDataProtector protector = protection.CreateProtector("CustomerListSchedules.Canary");
    private volatile Reading? last;

    private sealed record Reading(byte[] Canary, bool IsReadable);

    /// <summary>Makes the first key and its canary; nodes that start together do so one after another, under the migration lock.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await WriteAsync(connection, "update venue_settings set key_canary = @canary where key_canary is null", cancellationToken);
        }

        if (await AreLostAsync(cancellationToken))
        {
            logger.LogError(
                "The protection keys are not those that this database was used with. If they were only moved, set Keys:Directory to them "
                + "or restore"
                + " their backup, and start again; otherwise files stored so far cannot be read, and passwords of other services must be "
                + "entered again.");
        }
    }

    /// <summary>Whether what was protected before can no longer be read.</summary>
    public async Task<bool> AreLostAsync(CancellationToken cancellationToken)
    {
        var canary = await dataSource.ScalarAsync<byte[]?>("select key_canary from venue_settings", cancellationToken);
        if (canary is null)
        {
            return false;
        }

        if (last is not { } known || !known.Canary.AsSpan().SequenceEqual(canary))
        {
            last = known = new Reading(canary, IsReadable(canary));
        }

        return !known.IsReadable;
    }

    /// <summary>From now on the present keys count. Uses the caller's transaction.</summary>
    public Task AcceptPresentKeysAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        WriteAsync(connection, "update venue_settings set key_canary = @canary", cancellationToken);

    private Task WriteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken) =>
        connection.RunAsync(sql, new { canary = protector.Protect(Word) }, cancellationToken);

    private bool IsReadable(byte[] canary)
    {
        try
        {
            return protector.Unprotect(canary).AsSpan().SequenceEqual(Word);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
