using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Dotdigital;
using FluentValidation;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ChangeSettings.Dotdigital;

/// <summary>Asks Dotdigital who the account is, with what was typed; nothing is saved.</summary>
public sealed record TestDotdigitalConnection(DotdigitalInput Input, Actor Actor) : IRequest<DotdigitalTestResult>;

public abstract record DotdigitalTestResult
{
    /// <param name="Account">The account's name.</param>
    /// <param name="Endpoint">Where it is served.</param>
    /// <param name="Number">Dotdigital's number of the account.</param>
    public sealed record Done(string Account, string Endpoint, long Number) : DotdigitalTestResult;

    /// <param name="Why">Why it could not be asked.</param>
    public sealed record Refused(string Why) : DotdigitalTestResult;
}

internal sealed class TestDotdigitalConnectionValidator : AbstractValidator<TestDotdigitalConnection>
{
    public TestDotdigitalConnectionValidator(IHostEnvironment environment) =>
        this.DotdigitalRules(
            test => test.Input.BaseUrl, test => test.Input.ApiUser, test => test.Input.Password, environment.IsProduction());
}

internal sealed class TestDotdigitalConnectionHandler(
    DotdigitalInputReader reader, DotdigitalTester tester, NpgsqlDataSource dataSource, AuditLog audit)
    : IRequestHandler<TestDotdigitalConnection, DotdigitalTestResult>
{
    public async Task<DotdigitalTestResult> Handle(TestDotdigitalConnection request, CancellationToken cancellationToken)
    {
        var credentials = await reader.ReadAsync(request.Input, cancellationToken);
        var result = await TestAsync(tester, credentials, cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "dotdigital_account.connection_tested", "dotdigital_account", 1,
            new
            {
                address = credentials.Address.OriginalString,
                user = credentials.User,
                (result as DotdigitalTestResult.Done)?.Account,
                Problem = (result as DotdigitalTestResult.Refused)?.Why,
            }, cancellationToken);
        return result;
    }

    internal static async Task<DotdigitalTestResult> TestAsync(
        DotdigitalTester tester, DotdigitalCredentials credentials, CancellationToken cancellationToken)
    {
        try
        {
            var account = await tester.TestAsync(credentials, cancellationToken);
            return new DotdigitalTestResult.Done(account.Name, account.Endpoint.OriginalString, account.Id);
        }
        catch (DotdigitalException refused)
        {
            return new DotdigitalTestResult.Refused(refused.Message);
        }
    }
}
