using System.Security.Claims;

namespace CustomerListSchedules.Features.Shared;

/// <summary>Authorization policies; every page names one or <c>[AllowAnonymous]</c>.</summary>
public static class Policies
{
    /// <summary>Administrator or Insights &amp; Mailings.</summary>
    public const string Staff = nameof(Staff);

    public const string Administrators = nameof(Administrators);

    public const string CollectReport = nameof(CollectReport);

    /// <summary>Any account, whatever its roles.</summary>
    public const string SignedIn = nameof(SignedIn);
}
