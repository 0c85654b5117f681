namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>What all cells of a column say of how it is written.</summary>
public sealed record ColumnFindings
{
    /// <summary>Cells that are not empty.</summary>
    public long Filled { get; init; }

    /// <summary>Dates that can only be read day first.</summary>
    public long DayFirst { get; init; }

    /// <summary>Dates that can only be read month first.</summary>
    public long MonthFirst { get; init; }

    /// <summary>Dates that are another day in either.</summary>
    public long EitherDate { get; init; }

    /// <summary>One of these, to show what a choice means; the first that tells the two apart.</summary>
    public string? Date { get; init; }

    /// <summary>Amounts that can only have a decimal point.</summary>
    public long Point { get; init; }

    /// <summary>Amounts that can only have a decimal comma.</summary>
    public long Comma { get; init; }

    /// <summary>Amounts that are another in either, such as 1,234.</summary>
    public long EitherAmount { get; init; }

    /// <summary>One of these, to show what a choice means.</summary>
    public string? Amount { get; init; }

    /// <summary>Whole numbers that a program has given ".0".</summary>
    public long PointZero { get; init; }

    /// <summary>Cells with a time of day other than midnight.</summary>
    public long Timed { get; init; }

    /// <summary>Cells that say in a word that they are empty, such as NULL.</summary>
    public long EmptyWords { get; init; }

    public bool HasDates => DayFirst + MonthFirst + EitherDate > 0;

    public bool HasAmounts => Point + Comma + EitherAmount > 0;

    /// <summary>
    /// The style that most cells can only have; open where none says so, and for dates where they say both and others can be read in
    /// either.
    /// </summary>
    public ColumnStyle Style => new()
    {
        DayFirst = Decided(DayFirst, MonthFirst, EitherDate),
        DecimalComma = Comma == Point ? null : Comma > Point,
    };

    // Where the column holds both ways, what can be read in either is not settled by which of them is more frequent.
    private static bool? Decided(long one, long other, long either) =>
        one == other || (one > 0 && other > 0 && either > 0) ? null : one > other;
}
