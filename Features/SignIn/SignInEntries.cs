using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn;

/// <summary>What the audit says of failed sign-ins that close something.</summary>
internal sealed class SignInEntries(AuditLog audit, IClock clock)
{
    /// <summary>The attempt failed: what it closed, for whom.</summary>
    public async Task FailedAsync(
        NpgsqlConnection connection, SignInAttempt attempt, Guid? accountId, Actor who, CancellationToken cancellationToken)
    {
        foreach (var count in attempt.Closing)
        {
            var until = (clock.GetCurrentInstant() + SignInFailures.ClosedFor).ToString();
            await audit.WriteAsync(
                connection, who, "account.locked", "account", accountId, new { closed = Closed(count.Scope), until }, cancellationToken);
        }
    }

    /// <summary>The attempt found something closed: said of the first one alone, so that nobody fills the audit.</summary>
    public async Task ThrottledAsync(
        NpgsqlConnection connection, SignInAttempt attempt, Guid? accountId, Actor who, bool secondStep,
        CancellationToken cancellationToken)
    {
        if (attempt.FoundClosed is { } count)
        {
            await audit.WriteAsync(
                connection, who, "account.sign_in_throttled", "account", accountId, new { closed = Closed(count.Scope), secondStep },
                cancellationToken);
        }
    }

    private static string Closed(SignInScope scope) => scope switch
    {
        SignInScope.Browser => "the account, to this browser",
        SignInScope.Network => "all accounts, to this network",
        SignInScope.AccountFromNetwork => "the account, to this network",
        _ => "the account, to browsers that did not sign in before",
    };
}
