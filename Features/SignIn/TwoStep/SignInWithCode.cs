using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

/// <summary>The second step of a sign-in: the app's present code, or a recovery code, which each are good once.</summary>
/// <param name="UserId">The account whose password was right.</param>
/// <param name="Typed">The code.</param>
/// <param name="Recovery">Whether it is a recovery code.</param>
/// <param name="Browser">What the browser's cookie says of who signed in with it before.</param>
public sealed record SignInWithCode(Guid UserId, string Typed, bool Recovery, KnownBrowser? Browser, Actor Actor) : IRequest<CodeOutcome>;

public abstract record CodeOutcome
{
    /// <summary>A session may begin.</summary>
    /// <param name="CodesLeft">Recovery codes left, when one was used.</param>
    /// <param name="AppLost">The app's codes cannot be checked any more.</param>
    public sealed record Done(int? CodesLeft, bool AppLost) : CodeOutcome;

    public sealed record Refused : CodeOutcome;

    /// <summary>The app's codes cannot be checked any more; recovery codes can.</summary>
    public sealed record KeyLost : CodeOutcome;

    /// <summary>Too many failed before: nothing was checked.</summary>
    public sealed record Closed : CodeOutcome;
}

internal sealed class SignInWithCodeHandler(
    NpgsqlDataSource dataSource, AuthenticatorKeys keys, SignInFailures failures, SignInEntries entries, AuditLog audit, IClock clock)
    : IRequestHandler<SignInWithCode, CodeOutcome>
{
    // The row's lock makes two who send the same code wait for each other.
    private const string FindSql =
        """
        select u.email, a.key_protected, a.last_step
        from users u
        join authenticators a on a.user_id = u.id
        where u.id = @UserId and u.deactivated_at is null
        for no key update of u, a
        """;

    private sealed record Account(string Email, byte[] KeyProtected, long LastStep);

    public async Task<CodeOutcome> Handle(SignInWithCode request, CancellationToken cancellationToken)
    {
        if (await dataSource.ScalarAsync<string?>(
            "select normalized_email from users where id = @UserId", new { request.UserId }, cancellationToken) is not { } email)
        {
            return new CodeOutcome.Refused();
        }

        var browser = request.Browser?.Accounts.Contains(request.UserId) is true ? request.Browser : null;
        var attempt = await failures.CountAsync(email, browser, request.Actor.FromAddress, cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var account = await connection.ReadOneAsync<Account>(FindSql, new { request.UserId }, cancellationToken);
        if (account is null)
        {
            return new CodeOutcome.Refused();
        }

        var actor = request.Actor with { UserId = request.UserId, Name = account.Email };
        var outcome = attempt.IsOpen
            ? await CheckAsync(connection, request, account, attempt, actor, cancellationToken)
            : new CodeOutcome.Closed();
        if (!attempt.IsOpen)
        {
            await entries.ThrottledAsync(connection, attempt, request.UserId, actor, secondStep: true, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return outcome;
    }

    private async Task<CodeOutcome> CheckAsync(
        NpgsqlConnection connection, SignInWithCode request, Account account, SignInAttempt attempt, Actor actor,
        CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var key = keys.Open(request.UserId, account.KeyProtected);
        var accepted = request.Recovery
            ? await UseRecoveryCodeAsync(connection, request, now, cancellationToken)
            : key is not null && await UseCodeAsync(connection, request, key, account.LastStep, now, cancellationToken);
        return accepted
            ? await AcceptAsync(connection, request, attempt, actor, key is null, cancellationToken)
            : await RefuseAsync(connection, request, attempt, actor, key is null, cancellationToken);
    }

    private static async Task<bool> UseCodeAsync(
        NpgsqlConnection connection, SignInWithCode request, byte[] key, long lastStep, Instant now, CancellationToken cancellationToken) =>
        Totp.Match(key, request.Typed, now, lastStep) is { } step
            && await connection.RunAsync(
                "update authenticators set last_step = @step where user_id = @UserId and last_step < @step",
                new { request.UserId, step },
                cancellationToken) == 1;

    private static async Task<bool> UseRecoveryCodeAsync(
        NpgsqlConnection connection, SignInWithCode request, Instant now, CancellationToken cancellationToken) =>
        await connection.RunAsync(
            "update recovery_codes set used_at = @now where user_id = @UserId and code_hash = @hash and used_at is null",
            new { request.UserId, hash = RecoveryCode.Hash(request.UserId, request.Typed), now },
            cancellationToken) == 1;

    private async Task<CodeOutcome> AcceptAsync(
        NpgsqlConnection connection, SignInWithCode request, SignInAttempt attempt, Actor actor, bool keyLost,
        CancellationToken cancellationToken)
    {
        await SignInFailures.ForgetAsync(connection, attempt, cancellationToken);
        var left = await connection.ScalarAsync<int>(
            "select count(*)::int from recovery_codes where user_id = @UserId and used_at is null",
            new { request.UserId },
            cancellationToken);
        if (request.Recovery)
        {
            await audit.WriteAsync(
                connection, actor, "account.recovery_code_used", "account", request.UserId, new { left }, cancellationToken);
        }

        await audit.WriteAsync(
            connection, actor, "account.signed_in", "account", request.UserId,
            new { secondStep = request.Recovery ? "recovery code" : "app" }, cancellationToken);
        return new CodeOutcome.Done(request.Recovery ? left : null, keyLost);
    }

    private async Task<CodeOutcome> RefuseAsync(
        NpgsqlConnection connection, SignInWithCode request, SignInAttempt attempt, Actor actor, bool keyLost,
        CancellationToken cancellationToken)
    {
        var blameless = keyLost && !request.Recovery;
        var why = blameless ? "protection keys lost" : request.Recovery ? "wrong recovery code" : "wrong code";
        await audit.WriteAsync(connection, actor, "account.sign_in_failed", "account", request.UserId, new { why }, cancellationToken);
        if (blameless)
        {
            await SignInFailures.TakeBackAsync(connection, attempt, cancellationToken);
            return new CodeOutcome.KeyLost();
        }

        await entries.FailedAsync(connection, attempt, request.UserId, actor, cancellationToken);
        return new CodeOutcome.Refused();
    }
}
