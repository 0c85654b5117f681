namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>What a column of an exported file holds; decides how each writer formats it.</summary>
public enum FileColumnKind
{
    /// <summary>A PostgreSQL <c>text</c>.</summary>
    Text,

    /// <summary>A <c>bigint</c>.</summary>
    Integer,

    /// <summary>A <c>numeric</c>.</summary>
    Decimal,

    /// <summary>A <c>date</c>.</summary>
    Date,

    /// <summary>A <c>timestamptz</c>, written in the venue's time zone.</summary>
    Instant,

    /// <summary>A <c>boolean</c>, written Yes or No.</summary>
    YesNo,
}
