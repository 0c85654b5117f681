using System.Globalization;

namespace CustomerListSchedules.Features.Shared;

/// <summary>Numbers of things, as every page, mail and reason says them.</summary>
public static class Plural
{
    /// <summary>"1,234".</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 person", "1,234 people"; without a second word, an s is added.</summary>
    public static string Count(long number, string one, string? many = null) => $"{Number(number)} {Word(number, one, many)}";

    /// <summary>"9 customers"; of a list that has a row for each booking, "9 customers, 11 bookings".</summary>
    public static string Customers(long customers, long? bookings) =>
        bookings is { } matched ? $"{Count(customers, "customer")}, {Count(matched, "booking")}" : Count(customers, "customer");

    /// <summary>The word alone: "is" for one, "are" for any other number.</summary>
    public static string Word(long number, string one, string? many = null) => number == 1 ? one : many ?? one + "s";
}
