using System.Security.Claims;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>
/// Who is signed in. The account is read at every request, so that deactivating it, changing its password or its roles
/// takes effect at once everywhere (ASVS 3.3.3, 4.1.5).
/// </summary>
public sealed class Sessions(NpgsqlDataSource dataSource, IOptions<TwoStepOptions> twoStep)
{
    private const string StampClaim = "stamp";

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
    }

    /// <summary>Begins a session on this response, or renews it after the account's own change of password.</summary>
    public async Task BeginAsync(HttpContext context, Guid userId, CancellationToken cancellationToken)
    {
        var account = await FindAsync(userId, cancellationToken)
            ?? throw new InvalidOperationException("A session was begun for an account that is not active.");
        context.User = Principal(account);
        await context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        await context.SignInAsync(IdentityConstants.ApplicationScheme, context.User);
    }

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
        var account = context.Principal?.UserId() is { } id
            ? await sessions.FindAsync(id, context.HttpContext.RequestAborted)
            : null;
        if (account is null || account.SecurityStamp != context.Principal!.FindFirstValue(StampClaim))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        context.ReplacePrincipal(Principal(account));
    }

    private async Task<Account?> FindAsync(Guid userId, CancellationToken cancellationToken)
    {
        return await dataSource.ReadOneAsync<Account>(
            """
            select u.id, u.email, u.name, u.security_stamp, u.must_change_password, held.roles,
              held.roles && @twoStepRoles and exists (select from venue_settings where require_two_step)
                and not exists (select from authenticators a where a.user_id = u.id) as must_set_up_two_step
            from users u
            cross join lateral (
              select array(select r.name::text from user_roles ur join roles r on r.id = ur.role_id where ur.user_id = u.id) as roles) held
            where u.id = @userId and u.deactivated_at is null
            """,
            new { userId, twoStepRoles },
            cancellationToken);
    }

    private static ClaimsPrincipal Principal(Account account) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()),
            new Claim(ClaimTypes.Name, account.Email),
            new Claim(SessionClaims.NameClaim, account.Name),
            new Claim(StampClaim, account.SecurityStamp),
            .. account.MustChangePassword ? [new Claim(SessionClaims.MustChangeClaim, "true")] : Array.Empty<Claim>(),
            .. account.MustSetUpTwoStep ? [new Claim(SessionClaims.MustSetUpClaim, "true")] : Array.Empty<Claim>(),
            .. account.Roles.Select(role => new Claim(ClaimTypes.Role, role)),
        ],
        IdentityConstants.ApplicationScheme));
}
