using System.Collections.Concurrent;
using System.Net.Http.Json;
using CustomerListSchedules.Infrastructure.Dotdigital.Calls;

namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <summary>
/// Finds the region that serves an account, by what Dotdigital's first region says of it, and remembers it while the application runs.
/// </summary>
internal sealed class DotdigitalRegions(IHostEnvironment environment)
{
    private static readonly DotdigitalCall Ask = new("get-account", HttpMethod.Get, "/v2/account-info");

    private readonly ConcurrentDictionary<(Uri, string), Uri> found = new();

    /// <summary>The same account at the address that was found for it.</summary>
    public DotdigitalCredentials Of(DotdigitalCredentials given) =>
        found.TryGetValue((given.Address, given.User), out var address) ? given with { Address = address } : given;

    /// <summary>Where an account says that it is served, if calls may go there.</summary>
    public Uri? Endpoint(DotdigitalJson.Account account) =>
        DotdigitalAddress.ParseEndpoint(account["ApiEndpoint"], environment.IsProduction());

    /// <exception cref="DotdigitalException">The account is served where it was asked for, or nobody can tell where.</exception>
    public async Task<DotdigitalCredentials> FindAsync(
        DotdigitalCredentials given, DotdigitalCredentials refused, DotdigitalCaller caller, CancellationToken cancellationToken)
    {
        var account = await caller.CallAsync(
            given with { Address = DotdigitalAddress.WhereToAsk(given.Address) },
            Ask,
            async (answer, token) => await answer.Content.ReadFromJsonAsync<DotdigitalJson.Account>(DotdigitalJson.Options, token),
            cancellationToken);
        var endpoint = account is null ? null : Endpoint(account);
        if (endpoint is null)
        {
            throw new DotdigitalException(
                DotdigitalReason.WrongRegion,
                "Dotdigital says that this account is served at an address that is none of Dotdigital's, so nothing was sent there.");
        }

        if (endpoint == refused.Address)
        {
            throw new DotdigitalException(DotdigitalReason.NotAllowed, DotdigitalWords.Of(DotdigitalReason.NotAllowed, 403, ""));
        }

        Remember(given, endpoint);
        return given with { Address = endpoint };
    }

    /// <summary>From now on the account is asked there.</summary>
    public void Remember(DotdigitalCredentials given, Uri endpoint) => found[(given.Address, given.User)] = endpoint;
}
