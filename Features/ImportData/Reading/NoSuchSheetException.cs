namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>The workbook has no sheet of that name, or nothing is on it.</summary>
public sealed class NoSuchSheetException(string message) : ImportException(message);
