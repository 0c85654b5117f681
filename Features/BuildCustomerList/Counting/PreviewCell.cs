using System.Data.Common;
using System.Globalization;
using CustomerListSchedules.Infrastructure.Files;
using NodaTime;

namespace CustomerListSchedules.Features.BuildCustomerList.Counting;

/// <summary>A cell of a preview, as a person reads it on screen.</summary>
internal static class PreviewCell
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public static string Words(DbDataReader reader, int ordinal, FileColumnKind kind, DateTimeZone zone) =>
        UnreadableCell.OrWords(() => Read(reader, ordinal, kind, zone));

    private static string Read(DbDataReader reader, int ordinal, FileColumnKind kind, DateTimeZone zone) =>
        reader.IsDBNull(ordinal) ? "" : kind switch
        {
            FileColumnKind.Text => reader.GetString(ordinal),
            FileColumnKind.Integer => reader.GetInt64(ordinal).ToString(CultureInfo.InvariantCulture),
            FileColumnKind.Decimal => reader.GetDecimal(ordinal).ToString("#,0.00", CultureInfo.InvariantCulture),
            FileColumnKind.Date => reader.GetFieldValue<DateOnly>(ordinal).ToString("d MMM yyyy", English),
            FileColumnKind.Instant => Instant.FromDateTimeUtc(reader.GetDateTime(ordinal)).InZone(zone)
                .ToString("d MMM uuuu, HH:mm", English),
            FileColumnKind.YesNo => reader.GetBoolean(ordinal) ? "Yes" : "No",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}
