using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.CompareAccess;

/// <summary>What ends with an address or an entry: files that can be collected today, and messages not yet sent.</summary>
public sealed record AccessLost(long People, long Files, long Unsent)
{
    public static readonly AccessLost None = new(0, 0, 0);

    public bool Any => Files + Unsent > 0;

    /// <summary>"1 person can no longer collect 3 files already delivered, and 1 message not yet sent is cancelled."</summary>
    public string Words()
    {
        string[] parts =
        [
            .. Files > 0
                ? [$"{Plural.Count(People, "person", "people")} can no longer collect {Plural.Count(Files, "file")} already delivered"]
                : Array.Empty<string>(),
            .. Unsent > 0
                ? [$"{Plural.Count(Unsent, "message")} not yet sent {Plural.Word(Unsent, "is", "are")} cancelled"]
                : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? "" : string.Join(", and ", parts) + ".";
    }
}
