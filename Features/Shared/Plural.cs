using System.Globalization;

namespace CustomerListSchedules.Features.Shared;

/// <summary>Numbers of things, as every page, mail and reason says them.</summary>
public static class Plural
{
    /// <summary>"1,234".</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 person", "1,234 people"; without a second word, an s is added.</summary>
    public static string Count(long number, string one, string? many = null) => $"{Number(number)} {Word(number, one, many)}";

    /// <summary>The word alone: "is" for one, "are" for any other number.</summary>
    public static string Word(long number, string one, string? many = null) => number == 1 ? one : many ?? one + "s";
}
