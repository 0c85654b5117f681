using System.Security.Cryptography;
using System.Text;
using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.SetUp;

/// <summary>
/// The proof that whoever makes the first administrator can read the server's files: 256 random bits in
/// <c>setup-token</c> in the data directory, readable by the application's user alone. The database knows its hash; every
/// node writes a token of its own, and each of them does.
/// </summary>
public sealed class SetUpToken(
    NpgsqlDataSource dataSource, IConfiguration configuration, IHostEnvironment environment, ILogger<SetUpToken> logger)
{
    private string FileName => Path.Combine(Path.GetFullPath(configuration["Data:Directory"]!, environment.ContentRootPath), "setup-token");

    /// <summary>Writes the token while there is no account; the log names the file only.</summary>
    public async Task ProvideAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (!await connection.ScalarAsync<bool>(IsOpenSql, cancellationToken))
        {
            Discard();
            return;
        }

        await connection.RunAsync(
            "update venue_settings set set_up_tokens = array_append(array_remove(set_up_tokens, @hash), @hash)",
            new { hash = Hash(await ReadOrWriteAsync(cancellationToken)) },
            cancellationToken);
        logger.LogWarning("There is no account yet: open /set-up with the token in {File}", FileName);
    }

    public void Discard()
    {
        if (File.Exists(FileName))
        {
            File.Delete(FileName);
        }
    }

    /// <summary>Whether the first administrator is still to be made.</summary>
    internal const string IsOpenSql = $"select {IsNoneSql} from venue_settings";

    /// <summary>Sample accounts that were deactivated are nobody's.</summary>
    internal const string IsNoneSql =
        "set_up_at is null and not exists (select from users where not (is_sample and deactivated_at is not null))";

    internal static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token.Trim()));

    private async Task<string> ReadOrWriteAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(FileName))
        {
            return await File.ReadAllTextAsync(FileName, cancellationToken);
        }

        var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)).ToLowerInvariant();
        Directory.CreateDirectory(Path.GetDirectoryName(FileName)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(FileName, options);
        await writer.WriteLineAsync(token);
        return token;
    }
}
