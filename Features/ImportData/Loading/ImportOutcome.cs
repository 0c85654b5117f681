using System.Text.Json;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>What an import did, or after a dry run would do.</summary>
public sealed record ImportOutcome
{
    public long Rows { get; init; }

    public long Added { get; init; }

    public long Changed { get; init; }

    /// <summary>Rows whose <c>deleted</c> column says yes, and that were there.</summary>
    public long Deleted { get; init; }

    public long Refused { get; init; }

    /// <summary>Lines that were added to another line of the same booking.</summary>
    public long Joined { get; init; }

    public long Unchanged => Rows - Joined - Added - Changed - Deleted - Refused;

    /// <summary>Whether the file was said to hold everything.</summary>
    public bool Complete { get; init; }

    /// <summary>Those that a complete file lacks, and that are retired.</summary>
    public long Missing { get; init; }

    /// <summary>Those that a complete file lacks, but that others still need.</summary>
    public long Kept { get; init; }

    /// <summary>What keeps them: "instances".</summary>
    public string? KeptFor { get; init; }

    /// <summary>How many there were before.</summary>
    public long Before { get; init; }

    /// <summary>Why a complete file retires nothing; null when it may.</summary>
    public string? NotRetired { get; init; }

    /// <summary>What goes with those deleted and retired: their bookings, and so on.</summary>
    public IReadOnlyList<GoesWith> With { get; init; } = [];

    /// <summary>Why rows were refused, the most frequent first.</summary>
    public IReadOnlyList<Refusal> Refusals { get; init; } = [];

    /// <summary>What rows went in without, and what was mended of them.</summary>
    public IReadOnlyList<Refusal> Notices { get; init; } = [];

    /// <summary>Names that are made anew, the first of them.</summary>
    public IReadOnlyList<string> NewNames { get; init; } = [];

    /// <summary>Of each column of contact preferences or tags, how many answers or tags are new or changed.</summary>
    public IReadOnlyList<Linked> Linked { get; init; } = [];

    /// <summary>What is stored and the file empties.</summary>
    public IReadOnlyList<Emptied> Emptied { get; init; } = [];

    public string? Note { get; init; }

    public static ImportOutcome Parse(string json) => JsonSerializer.Deserialize<ImportOutcome>(json, JsonSerializerOptions.Web)!;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
