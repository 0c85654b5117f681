using System.Globalization;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.Shared;

/// <summary>The venue as Settings holds it.</summary>
public sealed record Venue(
    string ClientName,
    string TimeZone,
    string ContactName,
    string ContactEmail,
    string ContactTelephone,
    int LinkDays,
    int LateLimitHours,
    string Currency,
    int KeepMonths)
{
    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb[TimeZone];

    /// <summary>"£1,234.50"; in a currency without a sign that everybody knows "1,234.50 CHF".</summary>
    public string Money(decimal amount)
    {
        var figure = Math.Abs(amount).ToString("N2", CultureInfo.InvariantCulture);
        var sign = amount < 0 ? "-" : "";
        return Currency switch
        {
            "GBP" => $"{sign}£{figure}",
            "EUR" => $"{sign}€{figure}",
            "USD" => $"{sign}${figure}",
            _ => $"{sign}{figure} {Currency}",
        };
    }
}
