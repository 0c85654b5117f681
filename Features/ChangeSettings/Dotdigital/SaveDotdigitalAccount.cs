using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using FluentValidation;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ChangeSettings.Dotdigital;

/// <summary>
/// Saves the account, unless somebody else saved it meanwhile, and asks Dotdigital who it is; every node uses it from its next call.
/// </summary>
/// <returns>What Dotdigital said to it; null when somebody else saved it meanwhile.</returns>
public sealed record SaveDotdigitalAccount(DotdigitalInput Input, Actor Actor) : IRequest<DotdigitalTestResult?>;

internal sealed class SaveDotdigitalAccountValidator : AbstractValidator<SaveDotdigitalAccount>
{
    public SaveDotdigitalAccountValidator(IHostEnvironment environment) =>
        this.DotdigitalRules(
            save => save.Input.BaseUrl, save => save.Input.ApiUser, save => save.Input.Password, environment.IsProduction());
}

internal sealed class SaveDotdigitalAccountHandler(
    DotdigitalInputReader reader, DotdigitalTester tester, DotdigitalAccounts accounts, NpgsqlDataSource dataSource, AuditLog audit)
    : IRequestHandler<SaveDotdigitalAccount, DotdigitalTestResult?>
{
    private const string Sql =
        """
        insert into dotdigital_account (base_url, api_user, password_protected, account_name, account_number) values (@baseUrl, @user,
          @password, @account, @number)
        on conflict (id) do update set base_url = excluded.base_url, api_user = excluded.api_user,
          password_protected = excluded.password_protected, account_name = excluded.account_name, account_number = excluded.account_number,
            version = dotdigital_account.version + 1
        """;

    // Another API user of the same account: what mailings have made there is still theirs.
    private const string SameAccountSql = "update mailings set api_user = @user where api_user = @ApiUser";

    private sealed record Before(string? BaseUrl, string? ApiUser, long? AccountNumber, int Version);

    public async Task<DotdigitalTestResult?> Handle(SaveDotdigitalAccount request, CancellationToken cancellationToken)
    {
        var credentials = await reader.ReadAsync(request.Input, cancellationToken);
        var test = await TestDotdigitalConnectionHandler.TestAsync(tester, credentials, cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var before = await connection.ReadOneAsync<Before>(
            "select base_url, api_user, account_number, version from dotdigital_account for update",
            cancellationToken) ?? new Before(null, null, null, 0);
        if (before.Version != request.Input.Version)
        {
            return null;
        }

        var connected = test as DotdigitalTestResult.Done;
        var baseUrl = connected?.Endpoint ?? credentials.Address.OriginalString;
        var number = connected?.Number ?? (before.ApiUser == credentials.User ? before.AccountNumber : null);
        await connection.RunAsync(
            Sql,
            new
            {
                baseUrl,
                user = credentials.User,
                password = accounts.Protect(credentials.Password),
                account = connected?.Account,
                number,
            },
            cancellationToken);
        if (number is not null && number == before.AccountNumber)
        {
            await connection.RunAsync(SameAccountSql, new { before.ApiUser, user = credentials.User }, cancellationToken);
        }

        await audit.WriteAsync(
            connection, request.Actor, "dotdigital_account.saved", "dotdigital_account", 1,
            new
            {
                before = new { before.BaseUrl, before.ApiUser },
                after = new { BaseUrl = baseUrl, ApiUser = credentials.User },
                passwordEntered = request.Input.Password.Length > 0,
                connected?.Account,
                Problem = (test as DotdigitalTestResult.Refused)?.Why,
            },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return test;
    }
}
