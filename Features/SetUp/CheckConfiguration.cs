using CustomerListSchedules.Features.SetUp.SampleData;
using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Web;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SetUp;

/// <summary>A wrong value stops the start with its name and why. docs/configuration.md lists the settings.</summary>
public static class CheckConfiguration
{
    /// <exception cref="Infrastructure.CannotStartException">Names every setting that is wrong.</exception>
    public static void Check(IConfiguration configuration, IHostEnvironment environment)
    {
        var check = new SettingsCheck(configuration);
        CheckDatabase(check, environment);
        CheckVenue(check, environment);
        CheckDelivery(check, environment);
        CheckWeb(check, environment);
        check.Accept(() => EmailOptions.Read(configuration, environment));
        check.ThrowIfWrong();
    }

    private static void CheckDatabase(SettingsCheck check, IHostEnvironment environment)
    {
        var connection = check.Text("ConnectionStrings:Default");
        var embedded = bool.TryParse(check.Text("Database:Embedded"), out var wanted) && wanted;
        check.YesNo("Database:Embedded");
        check.YesNo("Database:Migrate");
        check.Require(
            check.Text("Data:Directory") is not null, "Data:Directory", "is not set: it names the folder for the application's own files.");
        check.Require(
            !environment.IsProduction() || connection is not null || embedded,
            "ConnectionStrings:Default",
            "is not set: Production needs a PostgreSQL database, or Database:Embedded=true for the one that the application brings.");
        check.Require(
            connection is null || !embedded, "Database:Embedded", "is true although ConnectionStrings:Default is set: remove one of them.");
        check.Require(
            connection is null || IsConnectionString(connection), "ConnectionStrings:Default",
            "cannot be read: it is like Host=db;Username=lists;Password=...;Database=lists.");
        check.Optional("Database:Binaries", Directory.Exists, "there is no such folder.");
        check.YesNo("SampleData");
        check.Number("SampleData:Customers", 1, 1_000_000);
        check.Require(
            !environment.IsProduction() || !(bool.TryParse(check.Text("SampleData"), out var sample) && sample), "SampleData",
            "is true: Production takes no sample data, whose accounts are for trying the application out.");
        check.Require(
            !environment.IsProduction() || check.Text(SamplePasswords.Setting) is null, SamplePasswords.Setting,
            "is set: Production has no sample accounts.");
        check.Time("Clock:Shift");
    }

    private static void CheckVenue(SettingsCheck check, IHostEnvironment environment)
    {
        check.Longest("Venue:ClientName", 200);
        check.Optional(
            "Venue:TimeZone", zone => DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not null,
            "it is an IANA time zone such as Europe/London.");
        check.Require(
            !environment.IsProduction() || check.Text("Venue:BaseUrl") is not null,
            "Venue:BaseUrl",
            "is not set: Production needs the address at which people reach the application, such as https://lists.example.org; links "
            + "are made from it.");
        check.Optional("Venue:BaseUrl", IsBaseUrl, "it is an http or https address without a path, such as https://lists.example.org.");
        check.Longest("Venue:ContactName", 200);
        check.Optional(
            "Venue:ContactEmail", address => address.Length <= 254 && System.Net.Mail.MailAddress.TryCreate(address, out _),
            "it is an e-mail address.");
        check.Longest("Venue:ContactTelephone", 50);
    }

    private static void CheckDelivery(SettingsCheck check, IHostEnvironment environment)
    {
        check.Number("Delivery:LinkDays", 1, 60);
        check.Number("Delivery:LateLimitHours", 1, 168);
        check.Number("Delivery:Workers", 0, 64);
        check.Number("Delivery:Senders", 0, 64);
        // Work is renewed while it is done; what is taken over too soon, because the database was slow to renew, could be done twice.
        check.Number("Delivery:LeaseSeconds", environment.IsProduction() ? 120 : 1, 3600);
        check.Number("Delivery:StatementMinutes", 1, 24 * 60);
        check.Number("Import:LeaseSeconds", 1, 3600);
        check.Number("Lists:CountSeconds", 1, 3600);
        check.Number("Files:AlarmGigabytes", 1, 1_000_000);
        foreach (var quota in (string[])["OnDemandRuns", "ListRuns", "Tests", "Resends", "EvidencePacks"])
        {
            check.Number($"Quotas:{quota}", 1, 1000);
        }

        DotdigitalOptions.Check(check, environment.IsProduction());
    }

    private static void CheckWeb(SettingsCheck check, IHostEnvironment environment)
    {
        check.Accept(() => ReverseProxy.KnownNetworks(check.Text));
        check.Number("SignIn:PerAccount", 1, int.MaxValue);
        check.Number("SignIn:PerAddress", 1, int.MaxValue);
        check.Number("SignIn:ChecksAtOnce", 1, 1000);
        check.YesNo("Scheduling:Enabled");
    }

    private static bool IsBaseUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" };

    private static bool IsConnectionString(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            return false;
        }
    }
}
