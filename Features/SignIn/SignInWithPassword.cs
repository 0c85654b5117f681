using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn;

/// <param name="Browser">What the browser's cookie says of who signed in with it before.</param>
public sealed record SignInWithPassword(string Email, string Password, KnownBrowser? Browser, Actor Actor) : IRequest<SignInOutcome>;

public abstract record SignInOutcome
{
    /// <summary>The account may begin a session.</summary>
    public sealed record Done(Guid UserId) : SignInOutcome;

    /// <summary>No session yet: the second step comes first.</summary>
    public sealed record CodeNext(Guid UserId) : SignInOutcome;

    public sealed record Refused : SignInOutcome;

    /// <summary>Too many failed before: nothing was checked.</summary>
    public sealed record Closed : SignInOutcome;

    /// <summary>Too many others wait: nothing was checked.</summary>
    public sealed record Busy : SignInOutcome;
}

/// <summary>
/// An unknown and a deactivated account take the same time and get the same answer as a wrong password, and are closed after as many, so
/// that nobody can find out which addresses have accounts (ASVS 2.2, 2.10).
/// </summary>
internal sealed class SignInWithPasswordHandler(
    NpgsqlDataSource dataSource, IPasswordHasher<User> hasher, PasswordChecks checks, ILookupNormalizer normalizer, SignInFailures failures,
    SignInEntries entries, AuditLog audit)
    : IRequestHandler<SignInWithPassword, SignInOutcome>
{
    private static readonly User Nobody = new();
    private static string? nobodysHash;

    private sealed record Account(Guid Id, string Email, string? PasswordHash, Instant? DeactivatedAt, bool HasSecondStep);

    public async Task<SignInOutcome> Handle(SignInWithPassword request, CancellationToken cancellationToken)
    {
        var email = request.Email.Trim();
        var account = await FindAsync(email, cancellationToken);
        var browser = account is not null && request.Browser?.Accounts.Contains(account.Id) is true ? request.Browser : null;
        var attempt = await failures.CountAsync(
            normalizer.NormalizeEmail(email), browser, request.Actor.FromAddress, cancellationToken);
        var usable = account is { PasswordHash: not null, DeactivatedAt: null };
        var hash = usable ? account!.PasswordHash! : nobodysHash ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
        // No connection is held meanwhile: whoever waits for a place takes none from the others.
        var verified = attempt.IsOpen
            ? await checks.VerifyAsync(hash, request.Password, attempt.IsKnown, cancellationToken)
            : PasswordVerificationResult.Failed;

        var who = request.Actor with { Name = email.Length is 0 or > 256 ? "nobody" : email };
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.InTransactionAsync<SignInOutcome>(
            async inside =>
            {
                if (!attempt.IsOpen)
                {
                    await entries.ThrottledAsync(inside, attempt, account?.Id, who, secondStep: false, cancellationToken);
                    return new SignInOutcome.Closed();
                }

                if (verified is null)
                {
                    await SignInFailures.TakeBackAsync(inside, attempt, cancellationToken);
                    return new SignInOutcome.Busy();
                }

                return usable && verified != PasswordVerificationResult.Failed
                    ? await AcceptAsync(inside, account!, attempt, request, verified.Value, cancellationToken)
                    : await RefuseAsync(inside, account, attempt, who, cancellationToken);
            },
            cancellationToken);
    }

    private Task<Account?> FindAsync(string email, CancellationToken cancellationToken) => dataSource.ReadOneAsync<Account>(
        """
        select u.id, u.email, u.password_hash, u.deactivated_at,
          exists (select from authenticators a where a.user_id = u.id) and exists (
            select from user_roles ur join roles r on r.id = ur.role_id where ur.user_id = u.id and r.name = any(@staff))
              as has_second_step
        from users u
        where u.normalized_email = @normalized
        """,
        new { normalized = normalizer.NormalizeEmail(email), staff = Roles.Staff.ToArray() },
        cancellationToken);

    private async Task<SignInOutcome> AcceptAsync(
        NpgsqlConnection connection, Account account, SignInAttempt attempt, SignInWithPassword request,
        PasswordVerificationResult verified, CancellationToken cancellationToken)
    {
        if (verified == PasswordVerificationResult.SuccessRehashNeeded)
        {
            await connection.RunAsync(
                "update users set password_hash = @rehashed where id = @Id",
                new { account.Id, rehashed = hasher.HashPassword(Nobody, request.Password) },
                cancellationToken);
        }

        var who = request.Actor with { UserId = account.Id, Name = account.Email };
        if (account.HasSecondStep)
        {
            // Failures before it are not forgotten yet: otherwise each right password would buy five more guesses at the code.
            await SignInFailures.TakeBackAsync(connection, attempt, cancellationToken);
            await audit.WriteAsync(connection, who, "account.password_accepted", "account", account.Id, null, cancellationToken);
            return new SignInOutcome.CodeNext(account.Id);
        }

        await SignInFailures.ForgetAsync(connection, attempt, cancellationToken);
        await audit.WriteAsync(connection, who, "account.signed_in", "account", account.Id, null, cancellationToken);
        return new SignInOutcome.Done(account.Id);
    }

    private async Task<SignInOutcome> RefuseAsync(
        NpgsqlConnection connection, Account? account, SignInAttempt attempt, Actor who, CancellationToken cancellationToken)
    {
        var why = account is null ? "no such account" : account.DeactivatedAt is not null ? "deactivated" : "wrong password";
        await audit.WriteAsync(connection, who, "account.sign_in_failed", "account", account?.Id, new { why }, cancellationToken);
        await entries.FailedAsync(connection, attempt, account?.Id, who, cancellationToken);
        return new SignInOutcome.Refused();
    }
}
