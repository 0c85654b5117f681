using NodaTime;
using NodaTime.TimeZones;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>Instants as the venue's wall clock shows them. Keeps the last offset's interval, since rows seldom leave it.</summary>
internal sealed class VenueTime(DateTimeZone zone)
{
    private ZoneInterval? interval;
    private long from;
    private long until;
    private long offset;

    /// <summary>
    /// The wall-clock time of a UTC time; PostgreSQL's infinities, which Npgsql gives as the ends of DateTime, stay there.
    /// </summary>
    public DateTime Local(DateTime utc)
    {
        if (interval is null || utc.Ticks < from || utc.Ticks >= until)
        {
            Find(utc);
        }

        return new DateTime(Math.Clamp(utc.Ticks + offset, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks));
    }

    private void Find(DateTime utc)
    {
        interval = zone.GetZoneInterval(Instant.FromDateTimeUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc)));
        from = interval.HasStart ? interval.Start.ToDateTimeUtc().Ticks : long.MinValue;
        until = interval.HasEnd ? interval.End.ToDateTimeUtc().Ticks : long.MaxValue;
        offset = interval.WallOffset.Ticks;
    }
}
