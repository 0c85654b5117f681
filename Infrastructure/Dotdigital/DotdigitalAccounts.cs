using System.Security.Cryptography;
using System.Text;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Web;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <summary>The venue's account as it is stored; read at each call, so that every node uses what was saved last.</summary>
public sealed class DotdigitalAccounts(
    NpgsqlDataSource dataSource, IDataProtectionProvider protection, DotdigitalOptions options, BaseAddress baseAddress,
    IHostEnvironment environment)
{
    /// <summary>Whom the sandbox lets in.</summary>
    public const string SandboxUser = "sandbox";

    public const string SandboxPassword = "sandbox";

    /// <summary>
    /// SQL: whose account calls go to now. What Dotdigital numbered for one account means something else, or nothing, in another.
    /// </summary>
    public const string CurrentUserSql = $"coalesce((select api_user from dotdigital_account), '{SandboxUser}')";

    private readonly IDataProtector protector = protection.CreateProtector("CustomerListSchedules.Dotdigital.Password");

    private sealed record Row(string? BaseUrl, string? ApiUser, byte[]? PasswordProtected);

    public byte[] Protect(string password) => protector.Protect(Encoding.UTF8.GetBytes(password));

    /// <summary>Null when the keys that it was protected with are lost.</summary>
    public string? Unprotect(byte[] content)
    {
        try
        {
            return Encoding.UTF8.GetString(protector.Unprotect(content));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether the sandbox stands in: outside Production, while no account is set.</summary>
    public async Task<bool> IsSandboxAsync(CancellationToken cancellationToken) =>
        !environment.IsProduction() && (await ReadAsync(cancellationToken))?.BaseUrl is null;

    /// <summary>Which account it is, as a key of what is known of it.</summary>
    public async Task<string> KeyAsync(CancellationToken cancellationToken) =>
        await ReadAsync(cancellationToken) is { BaseUrl: { } baseUrl, ApiUser: { } user } ? $"{user} at {baseUrl}" : "";

    /// <exception cref="DotdigitalException">There is no account, or its password cannot be read any more.</exception>
    public async Task<DotdigitalCredentials> GetAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is not { BaseUrl: { } baseUrl, ApiUser: { } user, PasswordProtected: { } content })
        {
            return environment.IsProduction() ? throw NotConfigured(DotdigitalWords.NoAccount) : Sandbox();
        }

        // A database that was used outside Production may hold a sandbox's address.
        var address = DotdigitalAddress.Parse(baseUrl, environment.IsProduction()) ?? throw NotConfigured(DotdigitalWords.NoAccount);
        return new DotdigitalCredentials(address, user, Unprotect(content) ?? throw NotConfigured(DotdigitalWords.PasswordLost));
    }

    private DotdigitalCredentials Sandbox() =>
        new(options.SandboxUrl ?? new Uri(baseAddress.OnThisMachine() + DotdigitalAddress.SandboxPath), SandboxUser, SandboxPassword);

    private async Task<Row?> ReadAsync(CancellationToken cancellationToken)
    {
        return await dataSource.ReadOneAsync<Row>(
            "select base_url, api_user, password_protected from dotdigital_account", cancellationToken);
    }

    private static DotdigitalException NotConfigured(string words) => new(DotdigitalReason.NotConfigured, words);
}
