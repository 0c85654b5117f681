namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>A column in which something is stored and the file has nothing.</summary>
public sealed record Emptied
{
    /// <summary>The field's label.</summary>
    public required string Column { get; init; }

    /// <summary>In how many rows.</summary>
    public required long Count { get; init; }
}
