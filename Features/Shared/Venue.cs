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
}
