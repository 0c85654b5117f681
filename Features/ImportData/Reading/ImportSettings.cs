using System.Text.Json;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>How a file is read. Detected when it arrives; a person may change all of it.</summary>
public sealed record ImportSettings
{
    public string Encoding { get; init; } = FileEncodings.Utf8;

    public char Separator { get; init; } = ',';

    /// <summary>Whether dates are written day first, rather than as ISO 8601.</summary>
    public bool DayFirst { get; init; }

    /// <summary>Whether the file holds everything, so that what it lacks is to be retired.</summary>
    public bool Complete { get; init; }

    /// <summary>The names in the file's first line.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>For each column of the file, the field that it goes into; null leaves it out.</summary>
    public IReadOnlyList<string?> Columns { get; init; } = [];

    public static ImportSettings Parse(string json) => JsonSerializer.Deserialize<ImportSettings>(json, JsonSerializerOptions.Web)!;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>The column of the file that goes into a field; -1 when none does.</summary>
    public int IndexOf(string field) => Columns.ToList().IndexOf(field);
}
