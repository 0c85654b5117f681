using System.Security.Cryptography;
using System.Text;
using CustomerListSchedules.Infrastructure.Database;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Holding;

/// <summary>
/// The secret that hashes of erased references are keyed with, protected by the keys in <c>Keys:Directory</c>: without it the hashes tell
/// nobody anything.
/// </summary>
internal sealed class ErasureKey(NpgsqlDataSource dataSource, IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("ErasedCustomers");

    /// <summary>Everybody who was erased.</summary>
    public async Task<ErasedCustomers> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var hashes = await connection.ReadAllAsync<byte[]>("select reference_hash from erased_customers", cancellationToken);
        return new ErasedCustomers(hashes.Count == 0 ? null : await FindAsync(connection, cancellationToken), hashes);
    }

    /// <summary>How many were erased, as the caller's transaction sees it.</summary>
    public static Task<int> CountAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ScalarAsync<int>("select count(*)::int from erased_customers", cancellationToken);

    /// <summary>
    /// The hash of a reference, on the caller's transaction; the first makes the key. A lost key is replaced: what it hashed is unknowable
    /// in any case.
    /// </summary>
    public async Task<byte[]> HashAsync(NpgsqlConnection connection, string reference, CancellationToken cancellationToken)
    {
        await connection.RunAsync("lock table erasure_key in exclusive mode", cancellationToken);
        var key = await FindAsync(connection, cancellationToken);
        if (key is null)
        {
            key = RandomNumberGenerator.GetBytes(32);
            await connection.RunAsync(
                "insert into erasure_key (key_protected) values (@protected) on conflict (id) do update "
                + "set key_protected = excluded.key_protected",
                new { @protected = protector.Protect(key) },
                cancellationToken);
        }

        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(reference));
    }

    private async Task<byte[]?> FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var stored = await connection.ScalarAsync<byte[]?>("select key_protected from erasure_key", cancellationToken);
        try
        {
            return stored is null ? null : protector.Unprotect(stored);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
