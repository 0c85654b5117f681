namespace CustomerListSchedules.Features.Sandbox.Dotdigital;

/// <param name="Status">The status.</param>
/// <param name="Body">Written as JSON; none when null.</param>
internal sealed record SandboxAnswer(int Status, object? Body = null)
{
    /// <summary>As version 2 of the API says that something is wrong.</summary>
    public static SandboxAnswer Refused(int status, string words, string code) => new(status, new { message = $"{words} {code}" });

    /// <summary>As the contacts service does.</summary>
    public static SandboxAnswer ServiceRefused(int status, string errorCode, string description) =>
        new(status, new { errorCode, description });

    public static SandboxAnswer CampaignNotFound { get; } = Refused(404, "Error:", "ERROR_CAMPAIGN_NOT_FOUND");

    public static SandboxAnswer AddressBookNotFound { get; } = Refused(404, "Error:", "ERROR_ADDRESSBOOK_NOT_FOUND");
}
