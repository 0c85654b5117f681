using System.Text.Json;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>One reason for which rows were refused.</summary>
public sealed record Refusal
{
    /// <summary>One of <see cref="Problems"/>.</summary>
    public required string Problem { get; init; }

    /// <summary>The field's label; null when it is the row.</summary>
    public string? Column { get; init; }

    public required long Count { get; init; }

    /// <summary>The first lines.</summary>
    public required long[] Lines { get; init; }
}
