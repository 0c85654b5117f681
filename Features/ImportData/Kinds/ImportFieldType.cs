namespace CustomerListSchedules.Features.ImportData.Kinds;

/// <summary>What a cell must be.</summary>
public enum ImportFieldType
{
    Text,
    Email,
    Date,

    /// <summary>A date with or without a time; venue time unless it names its offset.</summary>
    Instant,

    /// <summary>A time of day beside the date of an <see cref="Instant"/>.</summary>
    Time,

    /// <summary>Money with at most two decimals; staged in hundredths.</summary>
    Amount,

    /// <summary>Of an amount beside it: the venue's own, or the row is refused; not stored.</summary>
    Currency,

    /// <summary>A whole number from 0.</summary>
    Count,

    /// <summary>Our own number of a customer.</summary>
    Id,

    /// <summary>One of <see cref="ImportField.Choices"/>, whatever its capitals.</summary>
    Choice,

    /// <summary>Yes or no; empty is no.</summary>
    YesNo,

    /// <summary>The external reference of something else.</summary>
    Reference,

    /// <summary>Yes or no, for the row itself; empty is no.</summary>
    Deleted,

    /// <summary>Yes, No or Not asked; empty says nothing.</summary>
    Answer,

    /// <summary>Names of several things; empty says nothing.</summary>
    Words,
}
