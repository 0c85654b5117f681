using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>
/// Failed sign-ins, counted by account and where they come from, for all nodes (ASVS 2.2.1). Five for an account close the network that
/// they came from for it; several networks together close the account to strangers; many for any account close a network. A browser with
/// which the account signed in before has a count of its own, which nobody else can fill, and is asked about no other. What is closed opens
/// by itself after <see cref="ClosedFor"/>.
/// </summary>
/// <remarks>Settings: <c>SignIn:PerAccount</c> (10) and <c>SignIn:PerAddress</c> (60).</remarks>
public sealed class SignInFailures(NpgsqlDataSource dataSource, IConfiguration configuration, IClock clock)
{
    private const int PerOrigin = 5;
    public static readonly Duration ClosedFor = Duration.FromMinutes(15);

    private readonly int perAccount = configuration.GetValue("SignIn:PerAccount", 10);
    private readonly int perAddress = configuration.GetValue("SignIn:PerAddress", 60);

    // Once it is closed, further attempts do not put off when it opens.
    private const string CountSql =
        """
        insert into sign_in_failures as f (account, origin, failures, most, forgotten_at)
        values (@Account, @Origin, 1, @Most, @until)
        on conflict (account, origin) do update set
          failures = case when f.forgotten_at <= @now then 1 else f.failures + 1 end,
          most = excluded.most,
          forgotten_at = case when f.forgotten_at <= @now or f.failures < f.most then excluded.forgotten_at else f.forgotten_at end
        returning failures
        """;

    // Locked in one order: two that sign in at the same moment do not wait for each other in a circle.
    private const string TakeBackSql =
        """
        update sign_in_failures f set failures = f.failures - 1
        from (
          select l.account, l.origin
          from sign_in_failures l
          where (l.account, l.origin) in (select * from unnest(@accounts, @origins))
          order by l.account, l.origin
          for update) locked
        where f.account = locked.account and f.origin = locked.origin and f.failures > 0
        """;

    /// <summary>
    /// Counts an attempt as failed before anything is checked: guesses made at the same moment all count. Whoever finds it no guess
    /// takes it back.
    /// </summary>
    /// <param name="account">The address, in Identity's normal form.</param>
    /// <param name="browser">The browser, where it is known for this account.</param>
    /// <param name="address">The network address.</param>
    public async Task<SignInAttempt> CountAsync(
        string account, KnownBrowser? browser, string? address, CancellationToken cancellationToken)
    {
        account = account[..Math.Min(account.Length, 256)];
        var network = Networks.Of(address);
        // What is found closed is counted no further: a network that is closed cannot fill what others share.
        SignInCount[] scopes = browser is not null
            ? [new(SignInScope.Browser, account, $"browser {browser.Id:N}", 0, PerOrigin)]
            :
            [
                new(SignInScope.Network, "", network, 0, perAddress),
                new(SignInScope.AccountFromNetwork, account, network, 0, PerOrigin),
                new(SignInScope.AccountFromNetworks, account, "", 0, perAccount),
            ];
        var now = clock.GetCurrentInstant();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var counted = new List<SignInCount>();
        foreach (var scope in scopes)
        {
            var failures = await connection.ScalarAsync<int>(
                CountSql, new { scope.Account, scope.Origin, scope.Most, now, until = now + ClosedFor }, cancellationToken);
            counted.Add(scope with { Failures = failures });
            if (failures > scope.Most)
            {
                break;
            }
        }

        return new SignInAttempt(account, counted);
    }

    /// <summary>The attempt was no guess, or not the last of its sign-in: it does not count.</summary>
    public static Task TakeBackAsync(NpgsqlConnection connection, SignInAttempt attempt, CancellationToken cancellationToken) =>
        connection.RunAsync(
            TakeBackSql,
            new
            {
                accounts = attempt.Counts.Select(count => count.Account).ToArray(),
                origins = attempt.Counts.Select(count => count.Origin).ToArray(),
            },
            cancellationToken);

    /// <summary>The account signed in: what it failed from there before is forgotten, too.</summary>
    public static async Task ForgetAsync(NpgsqlConnection connection, SignInAttempt attempt, CancellationToken cancellationToken)
    {
        await TakeBackAsync(connection, attempt, cancellationToken);
        await connection.RunAsync(
            "delete from sign_in_failures where account = @Account and origin = any(@origins) and origin <> ''",
            new { attempt.Account, origins = attempt.Counts.Select(count => count.Origin).ToArray() },
            cancellationToken);
    }

    /// <summary>Opens an account to everybody.</summary>
    public static Task OpenAsync(NpgsqlConnection connection, string account, CancellationToken cancellationToken) =>
        connection.RunAsync("delete from sign_in_failures where account = @account", new { account }, cancellationToken);

    public static Task PurgeAsync(NpgsqlConnection connection, Instant now, CancellationToken cancellationToken) =>
        connection.RunAsync("delete from sign_in_failures where forgotten_at <= @now", new { now }, cancellationToken);
}
