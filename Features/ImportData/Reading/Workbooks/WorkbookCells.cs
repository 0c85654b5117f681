using System.Globalization;

namespace CustomerListSchedules.Features.ImportData.Reading.Workbooks;

/// <summary>Typed cells of a workbook as text that can mean one thing only, whatever the style of the column.</summary>
internal static class WorkbookCells
{
    /// <summary>Days between what 0 means in the two ways of counting.</summary>
    private const int From1900To1904 = 1462;

    /// <summary>Excel takes 1900 for a leap year, and counts a 29 February of it: earlier days are one less than elsewhere.</summary>
    private const int LeapDayThatNeverWas = 60;

    public static string Text(object? value, bool startsIn1904) => value switch
    {
        null => "",
        string text => text,
        double number => Number(number),
        DateTime date => Date(date, startsIn1904),
        TimeSpan time => Time(TimeOnly.FromTimeSpan(TimeSpan.FromSeconds(Math.Round(time.TotalSeconds) % 86_400))),
        bool yes => yes ? "TRUE" : "FALSE",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>As Excel has it, with 15 digits: 0.1 + 0.2 is 0.3. A longer whole number has lost its last digits and shows it.</summary>
    private static string Number(double number)
    {
        if (Math.Abs(number) < 1e15 && number == Math.Truncate(number))
        {
            return ((long)number).ToString(CultureInfo.InvariantCulture);
        }

        var text = number.ToString("G15", CultureInfo.InvariantCulture);
        // 1.234 as text could be a thousand and more; this number cannot.
        return text.IndexOf('.', StringComparison.Ordinal) == text.Length - 4 ? text + "0" : text;
    }

    private static string Date(DateTime date, bool startsIn1904)
    {
        var days = date.ToOADate();
        if (days < 1)
        {
            return Time(TimeOnly.FromDateTime(Whole(date)));
        }

        date = Whole(startsIn1904 ? date.AddDays(From1900To1904) : days < LeapDayThatNeverWas ? date.AddDays(1) : date);
        return date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    private static string Time(TimeOnly time) => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>19:30 is 0.8125 of a day, which no fraction of a machine is exactly.</summary>
    private static DateTime Whole(DateTime date)
    {
        const long Second = TimeSpan.TicksPerSecond;
        return new DateTime((date.Ticks + (Second / 2)) / Second * Second);
    }
}
