using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn;

public sealed record SignInWithPassword(string Email, string Password, Actor Actor) : IRequest<SignInOutcome>;

public abstract record SignInOutcome
{
    /// <summary>The account may begin a session.</summary>
    public sealed record Done(Guid UserId) : SignInOutcome;

    /// <summary>No session yet: the second step comes first.</summary>
    public sealed record CodeNext(Guid UserId) : SignInOutcome;

    public sealed record Refused : SignInOutcome;

    /// <summary>Too many attempts: nothing was checked.</summary>
    public sealed record Throttled : SignInOutcome;
}

/// <summary>
/// An unknown, a locked and a deactivated account take the same time and get the same answer as a wrong password, so that
/// nobody can find out which addresses have accounts (ASVS 2.2, 2.10).
/// </summary>
internal sealed class SignInWithPasswordHandler(
    NpgsqlDataSource dataSource, IPasswordHasher<User> hasher, ILookupNormalizer normalizer, SignInThrottle throttle, AuditLog audit,
    IClock clock)
    : IRequestHandler<SignInWithPassword, SignInOutcome>
{
    private static readonly User Nobody = new();
    private static string? nobodysHash;

    private sealed record Account(
        Guid Id, string Email, string? PasswordHash, Instant? LockedUntil, Instant? DeactivatedAt, bool HasSecondStep);

    public async Task<SignInOutcome> Handle(SignInWithPassword request, CancellationToken cancellationToken)
    {
        var email = request.Email.Trim();
        var allowed = throttle.Allows(normalizer.NormalizeEmail(email), request.Actor.FromAddress, out var throttled);
        if (!allowed && throttled is null)
        {
            return new SignInOutcome.Throttled();
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var account = await FindAsync(connection, email, cancellationToken);
        if (!allowed)
        {
            await audit.WriteAsync(
                connection, Named(request.Actor, email), "account.sign_in_throttled", "account", account?.Id, new { why = throttled },
                cancellationToken);
            return new SignInOutcome.Throttled();
        }

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
        connection.ReadOneAsync<Account>(
            """
            select u.id, u.email, u.password_hash, u.lockout_end as locked_until, u.deactivated_at,
              exists (select from authenticators a where a.user_id = u.id) and exists (
                select from user_roles ur join roles r on r.id = ur.role_id where ur.user_id = u.id and r.name = any(@staff))
                  as has_second_step
            from users u
            where u.normalized_email = @normalized
            """,
            new { normalized = normalizer.NormalizeEmail(email), staff = Roles.Staff.ToArray() },
            cancellationToken);

    private async Task<SignInOutcome> AcceptAsync(
        NpgsqlConnection connection, Account account, SignInWithPassword request, PasswordVerificationResult verified,
        CancellationToken cancellationToken)
    {
        var rehashed = verified == PasswordVerificationResult.SuccessRehashNeeded ? hasher.HashPassword(Nobody, request.Password) : null;
        // Where a code comes next, failures go on counting: otherwise each right password would buy five more guesses at it.
        await connection.RunAsync(
            """
            update users set
              access_failed_count = case when @HasSecondStep then access_failed_count else 0 end,
              lockout_end = case when @HasSecondStep then lockout_end end,
              password_hash = coalesce(@rehashed, password_hash)
            where id = @Id and (access_failed_count > 0 or lockout_end is not null or @rehashed is not null)
            """,
            new { account.Id, account.HasSecondStep, rehashed },
            cancellationToken);
        var action = account.HasSecondStep ? "account.password_accepted" : "account.signed_in";
        await audit.WriteAsync(
            connection, request.Actor with { UserId = account.Id, Name = account.Email }, action, "account", account.Id, null,
            cancellationToken);
        return account.HasSecondStep ? new SignInOutcome.CodeNext(account.Id) : new SignInOutcome.Done(account.Id);
    }

    private async Task<SignInOutcome> RefuseAsync(
        NpgsqlConnection connection, Account? account, bool usable, string email, Actor actor, Instant now,
        CancellationToken cancellationToken)
    {
        var why = account is null
            ? "no such account"
            : account.DeactivatedAt is not null ? "deactivated" : usable ? "wrong password" : "locked";
        var who = Named(actor, email);
        await audit.WriteAsync(connection, who, "account.sign_in_failed", "account", account?.Id, new { why }, cancellationToken);
        if (usable)
        {
            await Lockout.CountAsync(connection, account!.Id, audit, who, now, cancellationToken);
        }

        return new SignInOutcome.Refused();
    }

    private static Actor Named(Actor actor, string email) => actor with { Name = email.Length is 0 or > 256 ? "nobody" : email };
}
