using CustomerListSchedules.Infrastructure.Dotdigital.Calls;
using NodaTime;

namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <summary>Asks an account that need not be the stored one who it is.</summary>
public sealed class DotdigitalTester
{
    private readonly DotdigitalCaller caller;
    private readonly DotdigitalRegions regions;

    internal DotdigitalTester(DotdigitalCaller caller, DotdigitalRegions regions) => (this.caller, this.regions) = (caller, regions);

    /// <exception cref="DotdigitalException">Why it could not be asked.</exception>
    public Task<DotdigitalAccount> TestAsync(DotdigitalCredentials credentials, CancellationToken cancellationToken) =>
        new DotdigitalClient(caller, regions, _ => Task.FromResult(credentials)).GetAccountAsync(cancellationToken);
}
