using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ChangeSettings;

/// <summary>
/// Takes the venue's settings from configuration at the first start. Afterwards administrators change them, and configuration is not
/// looked at again.
/// </summary>
public sealed record SeedVenueSettings : IRequest<Unit>;

internal sealed class SeedVenueSettingsHandler(
    NpgsqlDataSource dataSource, IConfiguration configuration) : IRequestHandler<SeedVenueSettings, Unit>
{
    private const string Sql =
        """
        insert into venue_settings (client_name, time_zone, contact_name, contact_email, contact_telephone, link_days, late_limit_hours)
        values (@clientName, @timeZone, @contactName, @contactEmail, @contactTelephone, @linkDays, @lateLimitHours)
        on conflict do nothing
        """;

    public async Task<Unit> Handle(SeedVenueSettings request, CancellationToken cancellationToken)
    {
        var venue = configuration.GetSection("Venue");
        var timeZone = venue["TimeZone"] ?? "Europe/London";
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) is null)
        {
            throw new InvalidOperationException($"Venue:TimeZone is \"{timeZone}\", which is no IANA time zone such as Europe/London.");
        }
        await dataSource.RunAsync(
            Sql,
            new
            {
                clientName = venue["ClientName"] is { Length: > 0 } name ? name : "Our venue",
                timeZone,
                contactName = venue["ContactName"] ?? "",
                contactEmail = venue["ContactEmail"] ?? "",
                contactTelephone = venue["ContactTelephone"] ?? "",
                linkDays = configuration.GetValue("Delivery:LinkDays", 7),
                lateLimitHours = configuration.GetValue("Delivery:LateLimitHours", 12),
            },
            cancellationToken);
        return Unit.Value;
    }
}
