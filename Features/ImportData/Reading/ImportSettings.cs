using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>How a file is read. Detected when it arrives; a person may change all of it.</summary>
public sealed record ImportSettings
{
    public string Encoding { get; init; } = FileEncodings.Utf8;

    public char Separator { get; init; } = ',';

    /// <summary>The sheet of a workbook that was made into this file, whose rows begin with their numbers; null of any other.</summary>
    public string? Sheet { get; init; }

    /// <summary>Whether the file was a workbook: texts stand in it as they are, and a formula's error is no word for nothing.</summary>
    [JsonIgnore]
    public bool IsWorkbook => Sheet is not null;

    /// <summary>The workbook's other sheets that a person sees.</summary>
    public IReadOnlyList<string> OtherSheets { get; init; } = [];

    /// <summary>Whether the file holds everything, so that what it lacks is to be retired.</summary>
    public bool Complete { get; init; }

    /// <summary>The names in the file's first line.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>For each column of the file, the field that it goes into; null leaves it out.</summary>
    public IReadOnlyList<string?> Columns { get; init; } = [];

    /// <summary>For each column of the file how it is written, where a person or its cells have said.</summary>
    public IReadOnlyList<ColumnStyle> Styles { get; init; } = [];

    /// <summary>What all of the file says of how it is to be read.</summary>
    public FileSurvey Survey { get; init; } = new();

    /// <summary>Whether a customer's tags in a column of their own replace those that there are, rather than being added to them.</summary>
    public bool ReplaceTags { get; init; }

    /// <summary>Whether cells such as NULL and N/A are read as empty.</summary>
    public bool EmptyWords { get; init; } = true;

    /// <summary>Whether a row with an optional cell that cannot be read is refused, rather than imported without it.</summary>
    public bool RefuseBadCells { get; init; }

    /// <summary>Among <see cref="Allowed"/>: whatever the last import had.</summary>
    public const string Everything = "*";

    /// <summary>Fields that the last import of this kind had and this file has not, and without which it goes on.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    public static ImportSettings Parse(string json) => JsonSerializer.Deserialize<ImportSettings>(json, JsonSerializerOptions.Web)!;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>The column of the file that goes into a field; -1 when none does.</summary>
    public int IndexOf(string field) => Columns.ToList().IndexOf(field);

    public ColumnStyle StyleOf(int column) => column >= 0 && column < Styles.Count ? Styles[column] : ColumnStyle.Open;

    /// <summary>The same with one style for all columns, where it says one.</summary>
    public ImportSettings With(ColumnStyle style) => this with
    {
        Styles =
        [
            .. Headers.Select((_, i) => new ColumnStyle
            {
                DayFirst = style.DayFirst ?? StyleOf(i).DayFirst,
                DecimalComma = style.DecimalComma ?? StyleOf(i).DecimalComma,
            }),
        ],
    };
}
