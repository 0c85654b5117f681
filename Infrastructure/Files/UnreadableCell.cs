using System.Data.Common;
using NodaTime;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>A cell that cannot be read as its kind: a date beyond the calendar, an amount that is no number.</summary>
public static class UnreadableCell
{
    /// <summary>What stands in its place where rows are shown.</summary>
    public const string Words = "(cannot be read)";

    /// <summary>A cell in words, or <see cref="Words"/>.</summary>
    public static string OrWords(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (IsFault(e))
        {
            return Words;
        }
    }

    /// <summary>The first column whose cell cannot be read as its kind; null when all can.</summary>
    /// <param name="row">At the row.</param>
    /// <param name="firstOrdinal">Where the first column stands.</param>
    /// <param name="columns">What the file has.</param>
    /// <param name="zone">The venue's.</param>
    public static FileColumn? Find(DbDataReader row, int firstOrdinal, IReadOnlyList<FileColumn> columns, DateTimeZone zone)
    {
        var time = new VenueTime(zone);
        return columns.Where((column, index) => !Reads(row, firstOrdinal + index, column.Kind, time)).FirstOrDefault();
    }

    /// <summary>Whether this is how reading such a cell fails.</summary>
    public static bool IsFault(Exception exception) => exception is InvalidCastException or OverflowException or ArgumentException;

    private static bool Reads(DbDataReader row, int ordinal, FileColumnKind kind, VenueTime time)
    {
        try
        {
            _ = row.IsDBNull(ordinal) ? null : kind switch
            {
                FileColumnKind.Integer => row.GetInt64(ordinal),
                FileColumnKind.Decimal => row.GetDecimal(ordinal),
                FileColumnKind.Date => row.GetFieldValue<DateOnly>(ordinal),
                FileColumnKind.Instant => time.Local(row.GetDateTime(ordinal)),
                FileColumnKind.YesNo => row.GetBoolean(ordinal),
                _ => (object)row.GetString(ordinal),
            };
            return true;
        }
        catch (Exception e) when (IsFault(e))
        {
            return false;
        }
    }
}
