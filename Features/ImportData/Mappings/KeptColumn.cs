using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Features.ImportData.Mappings;

/// <summary>A column of files of a layout.</summary>
/// <param name="Header">Its name in the file.</param>
/// <param name="Field">What it goes into; null leaves it out.</param>
/// <param name="Style">How it is written.</param>
public sealed record KeptColumn(string Header, string? Field, ColumnStyle Style);
