using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using Dapper;
using MediatR;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn;

public sealed record SignInWithPassword(string Email, string Password, Actor Actor) : IRequest<SignInOutcome>;

/// <param name="UserId">The account that may begin a session; null when refused.</param>
/// <param name="Throttled">Too many attempts: nothing was checked.</param>
public sealed record SignInOutcome(Guid? UserId, bool Throttled = false);

/// <summary>
/// An unknown, a locked and a deactivated account take the same time and get the same answer as a wrong password, so that
/// nobody can find out which addresses have accounts (ASVS 2.2, 2.10).
/// </summary>
internal sealed class SignInWithPasswordHandler(
    NpgsqlDataSource dataSource, IPasswordHasher<User> hasher, ILookupNormalizer normalizer, SignInThrottle throttle, AuditLog audit, IClock clock)
    : IRequestHandler<SignInWithPassword, SignInOutcome>
{
    private const int FailuresToLock = 5;
    private static readonly Duration LockedFor = Duration.FromMinutes(15);
    private static readonly User Nobody = new();
    private static string? nobodysHash;

    private sealed record Account(Guid Id, string Email, string? PasswordHash, Instant? LockedUntil, Instant? DeactivatedAt);

    public async Task<SignInOutcome> Handle(SignInWithPassword request, CancellationToken cancellationToken)
    {
        var email = request.Email.Trim();
        if (!throttle.Allows(normalizer.NormalizeEmail(email), request.Actor.FromAddress))
        {
            return new SignInOutcome(null, Throttled: true);
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var account = await FindAsync(connection, email, cancellationToken);
        var now = clock.GetCurrentInstant();
        var usable = account is { PasswordHash: not null, DeactivatedAt: null } && !(account.LockedUntil > now);
        var hash = usable ? account!.PasswordHash! : nobodysHash ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
        var verified = hasher.VerifyHashedPassword(Nobody, hash, request.Password);

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var outcome = usable && verified != PasswordVerificationResult.Failed
            ? await AcceptAsync(connection, account!, request, verified, cancellationToken)
            : await RefuseAsync(connection, account, usable, email, request.Actor, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return outcome;
    }

    private Task<Account?> FindAsync(NpgsqlConnection connection, string email, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<Account>(new CommandDefinition(
            """
            select id, email, password_hash, lockout_end as locked_until, deactivated_at
            from users
            where normalized_email = @normalized
            """,
            new { normalized = normalizer.NormalizeEmail(email) },
            cancellationToken: cancellationToken));

    private async Task<SignInOutcome> AcceptAsync(
        NpgsqlConnection connection, Account account, SignInWithPassword request, PasswordVerificationResult verified, CancellationToken cancellationToken)
    {
        var rehashed = verified == PasswordVerificationResult.SuccessRehashNeeded ? hasher.HashPassword(Nobody, request.Password) : null;
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update users set access_failed_count = 0, lockout_end = null, password_hash = coalesce(@rehashed, password_hash)
            where id = @id and (access_failed_count > 0 or lockout_end is not null or @rehashed is not null)
            """,
            new { account.Id, rehashed },
            cancellationToken: cancellationToken));
        await audit.WriteAsync(
            connection, request.Actor with { UserId = account.Id, Name = account.Email }, "account.signed_in", "account", account.Id, null, cancellationToken);
        return new SignInOutcome(account.Id);
    }

    private async Task<SignInOutcome> RefuseAsync(
        NpgsqlConnection connection, Account? account, bool usable, string email, Actor actor, Instant now, CancellationToken cancellationToken)
    {
        // Counted in one statement: guesses made at the same moment all count.
        var locked = usable && await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            update users set
              access_failed_count = case when access_failed_count + 1 >= @FailuresToLock then 0 else access_failed_count + 1 end,
              lockout_end = case when access_failed_count + 1 >= @FailuresToLock then @until else lockout_end end
            where id = @id
            returning coalesce(lockout_end > @now, false)
            """,
            new { account!.Id, FailuresToLock, until = now + LockedFor, now },
            cancellationToken: cancellationToken));
        var why = account is null ? "no such account" : account.DeactivatedAt is not null ? "deactivated" : usable ? "wrong password" : "locked";
        var who = email.Length is 0 or > 256 ? "nobody" : email;
        await audit.WriteAsync(connection, actor with { Name = who }, "account.sign_in_failed", "account", account?.Id, new { why, locked }, cancellationToken);
        return new SignInOutcome(null);
    }
}
