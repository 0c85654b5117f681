namespace CustomerListSchedules.Features.ImportData.Kinds;

/// <summary>How several lines with one external reference are one row.</summary>
/// <param name="Same">Columns in which they agree; lines that do not are none of the same row.</param>
/// <param name="First">Columns of which the least counts.</param>
/// <param name="Added">Columns that are added.</param>
/// <param name="Listed">Columns whose different words are listed.</param>
public sealed record OrderLines(
    IReadOnlyList<string> Same, IReadOnlyList<string> First, IReadOnlyList<string> Added, IReadOnlyList<string> Listed);
