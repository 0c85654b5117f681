using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using FluentValidation;
using FluentValidation.Results;
using Npgsql;

namespace CustomerListSchedules.Features.ChangeSettings.Dotdigital;

/// <summary>What was typed, with the stored password where none was.</summary>
internal sealed class DotdigitalInputReader(NpgsqlDataSource dataSource, DotdigitalAccounts accounts, IHostEnvironment environment)
{
    private sealed record Row(string? BaseUrl, string? ApiUser, byte[]? PasswordProtected);

    /// <exception cref="ValidationException">A password is missing.</exception>
    public async Task<DotdigitalCredentials> ReadAsync(DotdigitalInput input, CancellationToken cancellationToken)
    {
        var address = DotdigitalAddress.Parse(input.BaseUrl, environment.IsProduction())!;
        var user = input.ApiUser.Trim();
        if (input.Password.Length > 0)
        {
            return new DotdigitalCredentials(address, user, input.Password);
        }
        var stored = await dataSource.ReadOneAsync<Row>(
            "select base_url, api_user, password_protected from dotdigital_account", cancellationToken);
        return stored switch
        {
            not { PasswordProtected: { } } => throw Missing("Enter the password."),
            // What is stored for one user or machine is never told to another.
            { ApiUser: var other } when other != user => throw Missing("Enter the password of this user."),
            { BaseUrl: { } other } when new Uri(other).IsLoopback != address.IsLoopback
                || (address.IsLoopback && new Uri(other).Authority != address.Authority) =>
                throw Missing("Enter the password again, since the address is another."),
            { PasswordProtected: { } content } => new DotdigitalCredentials(
                address, user,
                accounts.Unprotect(content) ?? throw Missing("The stored password cannot be read any more. Enter it again.")),
        };
    }

    private static ValidationException Missing(string words) => new([new ValidationFailure("Input.Password", words)]);
}
