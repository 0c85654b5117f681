using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>
/// Compares passwords with their hashes, which is made to be slow: only so many at once on this node, so that a flood of sign-ins does not
/// take the processor from everything else. Strangers have places of their own, and those who are known do not wait behind them.
/// </summary>
/// <remarks>Setting: <c>SignIn:ChecksAtOnce</c>, half of the cores, for each of the two.</remarks>
public sealed class PasswordChecks(IOptions<PasswordHasherOptions> options, IConfiguration configuration) : IDisposable
{
    private static readonly User Nobody = new();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PasswordHasher<User> hasher = new(options);
    private readonly SemaphoreSlim known = Places(configuration);
    private readonly SemaphoreSlim strangers = Places(configuration);

    /// <param name="hash">The account's.</param>
    /// <param name="password">What was typed.</param>
    /// <param name="isKnown">Whether somebody asks who is signed in, or signed in with this browser before.</param>
    /// <returns>Null where too many others wait: nothing was checked.</returns>
    public async Task<PasswordVerificationResult?> VerifyAsync(
        string hash, string password, bool isKnown, CancellationToken cancellationToken)
    {
        var places = isKnown ? known : strangers;
        if (!await places.WaitAsync(Patience, cancellationToken))
        {
            return null;
        }

        try
        {
            return hasher.VerifyHashedPassword(Nobody, hash, password);
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose()
    {
        known.Dispose();
        strangers.Dispose();
    }

    private static SemaphoreSlim Places(IConfiguration configuration) =>
        new(configuration.GetValue("SignIn:ChecksAtOnce", Math.Max(1, Environment.ProcessorCount / 2)));
}
