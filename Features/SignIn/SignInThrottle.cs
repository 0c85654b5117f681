using System.Threading.RateLimiting;

namespace CustomerListSchedules.Features.SignIn;

/// <summary>
/// Slows guessing, on top of the lockout of an account (ASVS 2.2.1): so many attempts a minute for one account and from
/// one network address. Settings: <c>SignIn:PerAccount</c> (10) and <c>SignIn:PerAddress</c> (60).
/// </summary>
public sealed class SignInThrottle(IConfiguration configuration) : IDisposable
{
    private readonly PartitionedRateLimiter<string> accounts = Limiter(configuration.GetValue("SignIn:PerAccount", 10));
    private readonly PartitionedRateLimiter<string> addresses = Limiter(configuration.GetValue("SignIn:PerAddress", 60));

    private readonly PartitionedRateLimiter<string> entries = Limiter(1);

    public bool Allows(string account, string? address) => Allows(account, address, out _);

    /// <param name="account">Whose sign-in it is.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="entry">
    /// What to say of a refusal in the audit; null when that was said within the last minute. The network address comes first, so
    /// that nobody fills the audit by naming many accounts.
    /// </param>
    public bool Allows(string account, string? address, out string? entry)
    {
        using var byAddress = addresses.AttemptAcquire(address ?? "");
        using var byAccount = accounts.AttemptAcquire(account);
        var allowed = byAddress.IsAcquired && byAccount.IsAcquired;
        entry = null;
        if (!allowed)
        {
            using var toSay = entries.AttemptAcquire(byAddress.IsAcquired ? $"account {account}" : $"address {address}");
            entry = !toSay.IsAcquired
                ? null
                : byAddress.IsAcquired ? "too many attempts for this account" : "too many attempts from this network address";
        }

        return allowed;
    }

    public void Dispose()
    {
        accounts.Dispose();
        addresses.Dispose();
        entries.Dispose();
    }

    private static PartitionedRateLimiter<string> Limiter(int permits) =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetSlidingWindowLimiter(
            key,
            _ => new SlidingWindowRateLimiterOptions
            {
                PermitLimit = permits, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, AutoReplenishment = true,
            }));
}
