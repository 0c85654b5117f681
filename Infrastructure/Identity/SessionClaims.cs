using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>What a session says of its account.</summary>
public static class SessionClaims
{
    internal const string SessionClaim = "session_id";
    internal const string PasswordGivenClaim = "password_given";
    internal const string NameClaim = "display_name";
    internal const string MustChangeClaim = "must_change_password";
    internal const string MustSetUpClaim = "must_set_up_two_step";

    /// <summary>The account's name, or its address where it has none.</summary>
    public static string DisplayName(this ClaimsPrincipal user) =>
        user.FindFirstValue(NameClaim) is { Length: > 0 } name ? name : user.Identity?.Name ?? "";

    /// <summary>Whether somebody else chose the account's password, so that it must be changed before anything else.</summary>
    public static bool MustChangePassword(this ClaimsPrincipal user) => user.HasClaim(claim => claim.Type == MustChangeClaim);

    /// <summary>Whether two-step sign-in is required of the account, which has not set it up yet.</summary>
    public static bool MustSetUpTwoStep(this ClaimsPrincipal user) => user.HasClaim(claim => claim.Type == MustSetUpClaim);

    /// <summary>Which of the account's sessions this is: its row's id, which opens nothing. Null where nobody is signed in.</summary>
    public static Guid? SessionId(this ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(SessionClaim), out var id) ? id : null;

    /// <summary>Whether the password was given in this session within the last 5 minutes.</summary>
    public static bool HasGivenPassword(this ClaimsPrincipal user) => user.HasClaim(claim => claim.Type == PasswordGivenClaim);

    /// <summary>Whether something must be done before anything else; see <see cref="FirstThings"/>.</summary>
    public static bool IsHeld(this ClaimsPrincipal user) => user.MustChangePassword() || user.MustSetUpTwoStep();
}
