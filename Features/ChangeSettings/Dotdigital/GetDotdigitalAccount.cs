using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ChangeSettings.Dotdigital;

/// <summary>The Dotdigital account that is set, without its password.</summary>
public sealed record GetDotdigitalAccount : IRequest<StoredDotdigitalAccount>;

/// <param name="BaseUrl">Null when no account is set.</param>
/// <param name="ApiUser">The API user.</param>
/// <param name="PasswordLost">Whether the password cannot be read any more and must be entered again.</param>
/// <param name="AccountName">What Dotdigital called the account when the connection was last tested.</param>
/// <param name="Version">The row's version.</param>
/// <param name="IsSandbox">Whether the sandbox stands in for an account.</param>
public sealed record StoredDotdigitalAccount(
    string? BaseUrl, string? ApiUser, bool PasswordLost, string? AccountName, int Version, bool IsSandbox);

internal sealed class GetDotdigitalAccountHandler(
    NpgsqlDataSource dataSource, DotdigitalAccounts accounts) : IRequestHandler<GetDotdigitalAccount, StoredDotdigitalAccount>
{
    private sealed record Row(string? BaseUrl, string? ApiUser, byte[]? PasswordProtected, string? AccountName, int Version);

    public async Task<StoredDotdigitalAccount> Handle(GetDotdigitalAccount request, CancellationToken cancellationToken)
    {
        var row = await dataSource.ReadOneAsync<Row>(
            "select base_url, api_user, password_protected, account_name, version from dotdigital_account", cancellationToken)
            ?? new Row(null, null, null, null, 0);
        return new StoredDotdigitalAccount(
            row.BaseUrl, row.ApiUser, row.PasswordProtected is { } content && accounts.Unprotect(content) is null, row.AccountName,
            row.Version,
            await accounts.IsSandboxAsync(cancellationToken));
    }
}
