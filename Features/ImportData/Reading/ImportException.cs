using System.Text;
using CsvHelper;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>Why a file cannot be imported, in words for a person.</summary>
public class ImportException(string message) : FluentValidation.ValidationException(message);
