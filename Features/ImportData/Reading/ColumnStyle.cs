namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>How a column of a file writes what can be written in more than one way. Null where nobody has said, nor its cells.</summary>
public sealed record ColumnStyle
{
    public static readonly ColumnStyle Open = new();

    /// <summary>Whether 03/04/2026 is 3 April, rather than 4 March.</summary>
    public bool? DayFirst { get; init; }

    /// <summary>Whether 1.234,50 is meant, rather than 1,234.50.</summary>
    public bool? DecimalComma { get; init; }
}
