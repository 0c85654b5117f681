using System.Globalization;
using CustomerListSchedules.Infrastructure.Web;

namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <summary>
/// How Dotdigital is called: <c>Dotdigital:{CallsPerMinute,CallsPerHour,TimeoutSeconds,PauseMinutes,RetrySeconds,SandboxUrl}</c>.
/// </summary>
/// <param name="CallsPerMinute">Never more than this in any minute; null: as many as Dotdigital's answers allow, and
/// <see cref="CautiousCallsPerMinute"/> until they say.</param>
/// <param name="CallsPerHour">Never more than this in any hour.</param>
/// <param name="Timeout">For one answer; Dotdigital's own limit is 120 s.</param>
/// <param name="Pause">How long nothing is asked after Dotdigital has said that the hour's calls are used up.</param>
/// <param name="Retry">How long after a failure the same is asked again; the second time four times as long, and so on.</param>
/// <param name="SandboxUrl">Outside Production and without an account: the sandbox; null is the application's own.</param>
public sealed record DotdigitalOptions(
    int? CallsPerMinute, int CallsPerHour, TimeSpan Timeout, TimeSpan Pause, TimeSpan Retry, Uri? SandboxUrl)
{
    /// <summary>The lowest limit that accounts are known to have.</summary>
    public const int CautiousCallsPerMinute = 35;

    public static DotdigitalOptions Read(IConfiguration configuration) => new(
        configuration.GetValue<int?>("Dotdigital:CallsPerMinute"),
        configuration.GetValue("Dotdigital:CallsPerHour", 2_000),
        TimeSpan.FromSeconds(configuration.GetValue("Dotdigital:TimeoutSeconds", 121)),
        TimeSpan.FromMinutes(configuration.GetValue("Dotdigital:PauseMinutes", 10.0)),
        TimeSpan.FromSeconds(configuration.GetValue("Dotdigital:RetrySeconds", 1.0)),
        DotdigitalAddress.Parse(configuration["Dotdigital:SandboxUrl"], production: false));

    /// <summary>Says what is wrong with the settings.</summary>
    public static void Check(SettingsCheck check, bool production)
    {
        check.Optional(
            "Dotdigital:BaseUrl", url => DotdigitalAddress.Parse(url, production) is not null, DotdigitalAddress.Allowed(production));
        check.Require(
            (check.Text("Dotdigital:User") is null) == (check.Text("Dotdigital:Password") is null),
            "Dotdigital:User", "and Dotdigital:Password must be set together, or neither.");
        check.Longest("Dotdigital:User", 200);
        check.Longest("Dotdigital:Password", 200);
        check.Number("Dotdigital:CallsPerMinute", 1, 10_000);
        check.Number("Dotdigital:CallsPerHour", 1, 1_000_000);
        // Dotdigital may take two minutes: giving up sooner would leave more outcomes unknown.
        check.Number("Dotdigital:TimeoutSeconds", production ? 121 : 1, 600);
        check.Optional("Dotdigital:PauseMinutes", text => IsAmount(text, 60), "it is a number of minutes, at most 60.");
        check.Optional("Dotdigital:RetrySeconds", text => IsAmount(text, 60), "it is a number of seconds, at most 60.");
        check.Optional("Dotdigital:SandboxUrl", url => !production && DotdigitalAddress.Parse(url, false) is { IsLoopback: true },
            "it is a sandbox on this machine, outside Production.");
    }

    private static bool IsAmount(string text, double most) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var amount) && amount > 0 && amount <= most;
}
