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

    public bool Allows(string account, string? address)
    {
        using var byAddress = addresses.AttemptAcquire(address ?? "");
        using var byAccount = accounts.AttemptAcquire(account);
        return byAddress.IsAcquired && byAccount.IsAcquired;
    }

    public void Dispose()
    {
        accounts.Dispose();
        addresses.Dispose();
    }

    private static PartitionedRateLimiter<string> Limiter(int permits) =>
        PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetSlidingWindowLimiter(
            key,
            _ => new SlidingWindowRateLimiterOptions
            {
                PermitLimit = permits, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, AutoReplenishment = true,
            }));
}
