using System.Security.Cryptography;
using CustomerListSchedules.Infrastructure.Database;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Files.Members;

/// <summary>Files that hold a member, and files that cannot be asked because the key of their register is lost.</summary>
public sealed record MemberTrace(IReadOnlyList<long> Holding, IReadOnlyList<long> Unreadable);

/// <summary>
/// Knows which ids a stored file held, long after the file is gone, and nothing else of them: hashes under a secret that is kept
/// protected, so that neither the database nor its backup tells who was where.
/// </summary>
public sealed class MemberRegister(NpgsqlDataSource dataSource, IDataProtectionProvider protection, IClock clock)
{
    private const string KeysSql = "select id, secret_protected from member_keys order by id desc";

    private const string HoldingSql =
        """
        select distinct m.file_id
        from stored_file_members m
        join stored_files f on f.id = m.file_id
        where m.member_key_id = @Id and f.completed_at is not null and holds_hash(m.hashes, @hash)
        """;

    private const string UnreadableSql =
        """
        select distinct m.file_id
        from stored_file_members m
        join stored_files f on f.id = m.file_id
        where m.member_key_id = @Id and f.completed_at is not null
        """;

    private readonly IDataProtector protector = protection.CreateProtector("MemberRegister");

    private sealed record Key(int Id, byte[] SecretProtected);

    /// <summary>The key for what is hashed from now on.</summary>
    internal async Task<MemberKey> PresentKeyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await FindSecretAsync(connection, cancellationToken) ?? await MakeSecretAsync(connection, cancellationToken);
    }

    /// <summary>All keys that are not lost.</summary>
    internal async Task<IReadOnlyList<MemberKey>> KeysAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
    [
        .. (await connection.ReadAllAsync<Key>(KeysSql, cancellationToken))
            .Select(key => (key.Id, Secret: Unprotect(key))).Where(key => key.Secret is not null)
            .Select(key => new MemberKey(key.Id, key.Secret!)),
    ];

    /// <summary>Begins the register of a file that is about to be written.</summary>
    public async Task<MemberRecorder> RecordAsync(long fileId, CancellationToken cancellationToken)
    {
        var key = await PresentKeyAsync(cancellationToken);
        return new MemberRecorder(dataSource, fileId, key.Id, new MemberHashes(key.Secret));
    }

    /// <summary>Every completed file whose register holds the id, whether or not its content is still stored.</summary>
    public async Task<MemberTrace> FindAsync(long member, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var holding = new List<long>();
        var unreadable = new List<long>();
        foreach (var key in (await connection.ReadAllAsync<Key>(KeysSql, cancellationToken)))
        {
            if (Unprotect(key) is { } secret)
            {
                using var hashes = new MemberHashes(secret);
                holding.AddRange(await connection.ReadAllAsync<long>(
                    HoldingSql, new { key.Id, hash = hashes.Of(member) }, cancellationToken, TimeSpan.FromSeconds(300)));
            }
            else
            {
                unreadable.AddRange(await connection.ReadAllAsync<long>(UnreadableSql, new { key.Id }, cancellationToken));
            }
        }

        return new MemberTrace(holding, unreadable);
    }

    private async Task<MemberKey?> FindSecretAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await KeysAsync(connection, cancellationToken) is [var newest, ..] ? newest : null;

    /// <summary>
    /// Once, however many nodes need it at the same time; again only where every earlier one is lost with its protection key.
    /// </summary>
    private async Task<MemberKey> MakeSecretAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.RunAsync("lock table member_keys in share row exclusive mode", cancellationToken);
        if (await FindSecretAsync(connection, cancellationToken) is { } made)
        {
            return made;
        }

        var secret = RandomNumberGenerator.GetBytes(MemberHashes.SecretSize);
        var id = await connection.ScalarAsync<int>(
            "insert into member_keys (secret_protected, made_at) values (@secret, @now) returning id",
            new { secret = protector.Protect(secret), now = clock.GetCurrentInstant() },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new MemberKey(id, secret);
    }

    private byte[]? Unprotect(Key key)
    {
        try
        {
            return protector.Unprotect(key.SecretProtected);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
