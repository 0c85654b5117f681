using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.Shared;

/// <summary>Reads the venue's settings; one row, read when asked so that every node sees a change at once.</summary>
public sealed class VenueReader(NpgsqlDataSource dataSource)
{
    public async Task<Venue> ReadAsync(CancellationToken cancellationToken)
    {
        return await dataSource.ReadSingleAsync<Venue>(
            """
            select client_name, time_zone, contact_name, contact_email, contact_telephone, link_days, late_limit_hours, currency,
              keep_months
            from venue_settings
            """,
            cancellationToken);
    }
}
