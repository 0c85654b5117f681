namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

/// <summary>
/// Finds the domain that somebody meant: one letter missing, added, changed or swapped (optimal string alignment distance 1).
/// </summary>
internal static class MistypedDomain
{
    private static readonly string[] WellKnown =
    [
        "aol.com", "btinternet.com", "gmail.com", "googlemail.com", "hotmail.co.uk", "hotmail.com", "icloud.com", "live.co.uk", "live.com",
        "mac.com", "me.com", "msn.com", "ntlworld.com", "outlook.com", "sky.com", "talktalk.net", "virginmedia.com", "yahoo.co.uk",
        "yahoo.com",
    ];

    // A letter away from a very short domain is often just another domain.
    private const int ShortestCompared = 7;

    /// <returns>The whole address with the domain put right, or null when it looks fine.</returns>
    public static string? Suggest(string address, IReadOnlySet<string> ownDomains)
    {
        var at = address.LastIndexOf('@') + 1;
        var domain = address[at..].ToLowerInvariant();
        if (ownDomains.Contains(domain) || WellKnown.Contains(domain))
        {
            return null;
        }

        var meant = WellKnown.Concat(ownDomains.Order())
            .FirstOrDefault(known => known.Length >= ShortestCompared && IsOneAway(domain, known));
        return meant is null ? null : address[..at] + meant;
    }

    private static bool IsOneAway(string a, string b)
    {
        var start = 0;
        while (start < a.Length && start < b.Length && a[start] == b[start])
        {
            start++;
        }

        var (restA, restB) = (a[start..], b[start..]);
        return (restA.Length - restB.Length) switch
        {
            1 => restA[1..] == restB,
            -1 => restB[1..] == restA,
            0 when restA.Length > 0 => restA[1..] == restB[1..]
                || (restA.Length > 1 && restA[0] == restB[1] && restA[1] == restB[0] && restA[2..] == restB[2..]),
            _ => false,
        };
    }
}
