namespace CustomerListSchedules.Features.Sandbox.Dotdigital;

/// <summary>How the sandbox behaves.</summary>
public sealed class SandboxSettings
{
    public string AccountName { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>The region that serves the account: r1 to r9.</summary>
    public string Region { get; set; } = "";

    /// <summary>Named as the account's endpoint in place of the sandbox.</summary>
    public string? ForeignEndpoint { get; set; }

    public int CallsPerMinute { get; set; }

    public int CallsPerHour { get; set; }

    public int AddressBooks { get; set; }

    public double ImportSeconds { get; set; }

    public double QueueSeconds { get; set; }

    public double SendingSeconds { get; set; }

    /// <summary>Leaves one in so many people out, always the same; null: nobody.</summary>
    public int? SuppressOneIn { get; set; }

    public bool AreRight =>
        Region is ['r', >= '1' and <= '9'] && CallsPerMinute > 0 && CallsPerHour > 0 && AddressBooks > 0
        && ImportSeconds is >= 0 and <= 3600
        && QueueSeconds is >= 0 and <= 3600 && SendingSeconds is >= 0 and <= 3600 && SuppressOneIn is null or > 0;
}
