using CustomerListSchedules.Infrastructure.Web;

namespace CustomerListSchedules.Features.ReviewAccess;

/// <summary>Addresses of the pages about one e-mail address, which cannot be read in them.</summary>
internal static class AccessLinks
{
    /// <summary>What the address gets.</summary>
    public static string AddressPage(this SealedText texts, string address) =>
        "/access/address" + QueryString.Create("address", texts.Seal(address));

    /// <summary>The evidence pack of everything that was sent to it.</summary>
    public static string EvidencePage(this SealedText texts, string address) =>
        "/access/address/evidence" + QueryString.Create("address", texts.Seal(address));

    /// <summary>Putting another address in its place; with one, what that would change.</summary>
    public static string ReplacePage(this SealedText texts, string from, string? to = null)
    {
        var query = QueryString.Create("from", texts.Seal(from));
        return "/access/replace" + (to is null ? query : query.Add("to", texts.Seal(to)));
    }
}
