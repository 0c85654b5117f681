using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>
/// Who is signed in. Session and account are read at every request, so that signing out, deactivating the account, changing its password
/// or its roles takes effect at once everywhere (ASVS 3.3.1, 3.3.3, 4.1.5). A session ends <see cref="Longest"/> after it began, and 8
/// hours after it was last seen. The cookie holds its random id, the database the SHA-256 of that.
/// </summary>
public sealed class Sessions(NpgsqlDataSource dataSource, IOptions<TwoStepOptions> twoStep, KnownBrowsers browsers, IClock clock)
{
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>How long a password that was given in a session is not asked for again.</summary>
    internal static readonly Duration PasswordHolds = Duration.FromMinutes(5);

    private const string StampClaim = "stamp";
    private const string SecretClaim = "session";
    private static readonly Duration SeenEvery = Duration.FromMinutes(1);

    private const string AccountColumnsSql =
        """
        u.id, u.email, u.name, u.security_stamp, u.must_change_password, held.roles,
          held.roles && @twoStepRoles and exists (select from venue_settings where require_two_step)
            and not exists (select from authenticators a where a.user_id = u.id) as must_set_up_two_step
        """;

    private const string RolesSql =
        """
        cross join lateral (
          select array(select r.name::text from user_roles ur join roles r on r.id = ur.role_id where ur.user_id = u.id) as roles) held
        """;

    /// <summary>A condition on <c>sessions s</c> and <c>users u</c>, with the parameter <c>@now</c>: whether it has not ended.</summary>
    public const string LiveSql =
        """
        s.ends_at > @now and s.seen_at > @now - interval '8 hours' and s.security_stamp is not distinct from u.security_stamp
          and u.deactivated_at is null
        """;

    private const string BeginSql =
        """
        insert into sessions (id, id_hash, user_id, security_stamp, begun_at, seen_at, ends_at, browser, from_address,
          password_given_at)
        select @session, @hash, u.id, u.security_stamp, @now, @now, @ends, @browser, @fromAddress, @now
        from users u
        where u.id = @userId and u.deactivated_at is null
        """;

    private const string RenewSql =
        """
        update sessions s set id_hash = @hash, security_stamp = u.security_stamp
        from users u
        where u.id = s.user_id and u.deactivated_at is null and s.id = @session
        """;

    private readonly string[] twoStepRoles = [.. twoStep.Value.Roles];

    private sealed record Account
    {
        public Guid Id { get; init; }

        public string Email { get; init; } = "";

        public string Name { get; init; } = "";

        public string SecurityStamp { get; init; } = "";

        public bool MustChangePassword { get; init; }

        public bool MustSetUpTwoStep { get; init; }

        public string[] Roles { get; init; } = [];

        public Guid SessionId { get; init; }

        public Instant SeenAt { get; init; }

        public bool HasGivenPassword { get; init; }
    }

    /// <summary>Begins a session on this response; the one that the browser had ends.</summary>
    public async Task BeginAsync(HttpContext context, Guid userId, CancellationToken cancellationToken)
    {
        var (secret, hash) = NewSecret();
        var now = clock.GetCurrentInstant();
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await connection.InTransactionAsync(
                async inside =>
                {
                    if (context.User.SessionId() is { } before)
                    {
                        await EndAsync(inside, context.User.UserId()!.Value, before, cancellationToken);
                    }

                    await inside.RunAsync(
                        BeginSql,
                        new
                        {
                            session = Guid.CreateVersion7(), hash, userId, now, ends = now + Duration.FromTimeSpan(Longest),
                            browser = BrowserName.Of(context.Request.Headers.UserAgent), context.Actor().FromAddress,
                        },
                        cancellationToken);
                },
                cancellationToken);
        }

        await SignInAsync(context, secret, hash, cancellationToken);
        await context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        browsers.Remember(context, userId);
    }

    /// <summary>
    /// Keeps this session after a change of its own account that ends the others. It gets another id: a copy of the cookie ends as well.
    /// </summary>
    public async Task RenewAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (secret, hash) = NewSecret();
        await dataSource.RunAsync(RenewSql, new { hash, session = context.User.SessionId() }, cancellationToken);
        await SignInAsync(context, secret, hash, cancellationToken);
    }

    /// <summary>Ends one session of an account, in the caller's transaction.</summary>
    /// <returns>Whether there was such a session.</returns>
    public static async Task<bool> EndAsync(
        NpgsqlConnection connection, Guid userId, Guid sessionId, CancellationToken cancellationToken) =>
        await connection.RunAsync(
            "delete from sessions where id = @sessionId and user_id = @userId", new { sessionId, userId }, cancellationToken) == 1;

    /// <summary>Deletes what is left of sessions that have ended.</summary>
    public static Task PurgeAsync(NpgsqlConnection connection, Instant now, CancellationToken cancellationToken) =>
        connection.RunAsync(
            $"delete from sessions s using users u where u.id = s.user_id and not ({LiveSql})", new { now }, cancellationToken);

    /// <summary>Remembers on this response, for a few minutes, whose password was right: a session begins with the second step.</summary>
    public async Task BeginSecondStepAsync(HttpContext context, Guid userId, CancellationToken cancellationToken)
    {
        var account = await FindAsync(userId, cancellationToken)
            ?? throw new InvalidOperationException("A sign-in was begun for an account that is not active.");
        await context.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()), new Claim(StampClaim, account.SecurityStamp)],
            IdentityConstants.TwoFactorUserIdScheme)));
    }

    /// <summary>Whose second step is awaited; null when nobody's is, or the account changed since.</summary>
    public async Task<Guid?> FindSecondStepAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var begun = (await context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme)).Principal;
        return begun?.UserId() is { } id && (await FindAsync(id, cancellationToken))?.SecurityStamp == begun.FindFirstValue(StampClaim)
            ? id
            : null;
    }

    internal static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        // The page of an unexpected error asks nothing of the database: it may be what failed.
        if (context.HttpContext.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            context.RejectPrincipal();
            return;
        }

        var sessions = context.HttpContext.RequestServices.GetRequiredService<Sessions>();
        var account = context.Principal?.FindFirstValue(SecretClaim) is { } secret
            ? await sessions.FindAsync(Hash(secret), context.HttpContext.RequestAborted)
            : null;
        if (account is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        context.ReplacePrincipal(Principal(account));
    }

    private static (string Secret, byte[] Hash) NewSecret()
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (secret, Hash(secret));
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));

    private async Task SignInAsync(HttpContext context, string secret, byte[] hash, CancellationToken cancellationToken)
    {
        var account = await FindAsync(hash, cancellationToken)
            ?? throw new InvalidOperationException("A session was begun for an account that is not active.");
        context.User = Principal(account);
        await context.SignInAsync(IdentityConstants.ApplicationScheme, new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()), new Claim(SecretClaim, secret)],
            IdentityConstants.ApplicationScheme)));
    }

    /// <summary>Whose session it is, unless that has ended; it has been seen now.</summary>
    private async Task<Account?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var account = await connection.ReadOneAsync<Account>(
            $"""
            select {AccountColumnsSql}, s.id as session_id, s.seen_at, s.password_given_at > @givenSince as has_given_password
            from sessions s
            join users u on u.id = s.user_id
            {RolesSql}
            where s.id_hash = @hash and {LiveSql}
            """,
            new { hash, now, givenSince = now - PasswordHolds, twoStepRoles },
            cancellationToken);
        if (account?.SeenAt <= now - SeenEvery)
        {
            await connection.RunAsync(
                "update sessions set seen_at = @now where id = @SessionId and seen_at < @now", new { now, account.SessionId },
                cancellationToken);
        }

        return account;
    }

    private Task<Account?> FindAsync(Guid userId, CancellationToken cancellationToken) => dataSource.ReadOneAsync<Account>(
        $"select {AccountColumnsSql} from users u {RolesSql} where u.id = @userId and u.deactivated_at is null",
        new { userId, twoStepRoles },
        cancellationToken);

    private static ClaimsPrincipal Principal(Account account) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()),
            new Claim(ClaimTypes.Name, account.Email),
            new Claim(SessionClaims.NameClaim, account.Name),
            new Claim(SessionClaims.SessionClaim, account.SessionId.ToString()),
            .. account.MustChangePassword ? [new Claim(SessionClaims.MustChangeClaim, "true")] : Array.Empty<Claim>(),
            .. account.MustSetUpTwoStep ? [new Claim(SessionClaims.MustSetUpClaim, "true")] : Array.Empty<Claim>(),
            .. account.HasGivenPassword ? [new Claim(SessionClaims.PasswordGivenClaim, "true")] : Array.Empty<Claim>(),
            .. account.Roles.Select(role => new Claim(ClaimTypes.Role, role)),
        ],
        IdentityConstants.ApplicationScheme));
}
