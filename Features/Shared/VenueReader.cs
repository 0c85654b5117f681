using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.Shared;

/// <summary>
/// Reads the venue's settings; one row, read once for each request and piece of work, so that every node sees a change with its next.
/// </summary>
public sealed class VenueReader(NpgsqlDataSource dataSource)
{
    private const string Sql =
        """
        select client_name, time_zone, contact_name, contact_email, contact_telephone, link_days, late_limit_hours, currency,
          keep_months
        from venue_settings
        """;

    private Venue? venue;

    public async Task<Venue> ReadAsync(CancellationToken cancellationToken) =>
        venue ??= await dataSource.ReadSingleAsync<Venue>(Sql, cancellationToken);

    /// <summary>For whoever has changed the settings: they are read anew.</summary>
    public void Forget() => venue = null;
}
