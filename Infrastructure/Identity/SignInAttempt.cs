namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>A sign-in that was counted before its password or code is checked; see <see cref="SignInFailures"/>.</summary>
/// <param name="Account">The address, in Identity's normal form.</param>
/// <param name="Counts">Where it was counted.</param>
public sealed record SignInAttempt(string Account, IReadOnlyList<SignInCount> Counts)
{
    /// <summary>Whether anything may be checked.</summary>
    public bool IsOpen => Counts.All(count => count.Failures <= count.Most);

    /// <summary>Whether it comes from a browser with which the account signed in before.</summary>
    public bool IsKnown => Counts[0].Scope == SignInScope.Browser;

    /// <summary>What is closed when this attempt fails.</summary>
    public IEnumerable<SignInCount> Closing => Counts.Where(count => count.Failures == count.Most);

    /// <summary>What this attempt was the first to find closed: worth an entry of the audit, which those after it are not.</summary>
    public SignInCount? FoundClosed => Counts.FirstOrDefault(count => count.Failures == count.Most + 1);
}

/// <param name="Failures">This attempt included.</param>
/// <param name="Most">So many close it.</param>
public sealed record SignInCount(SignInScope Scope, string Account, string Origin, int Failures, int Most);

public enum SignInScope
{
    /// <summary>The account, from a browser with which it signed in before.</summary>
    Browser,

    /// <summary>Any account, from one network.</summary>
    Network,

    /// <summary>The account, from one network.</summary>
    AccountFromNetwork,

    /// <summary>The account, from all networks.</summary>
    AccountFromNetworks,
}
