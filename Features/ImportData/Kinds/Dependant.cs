namespace CustomerListSchedules.Features.ImportData.Kinds;

/// <param name="Table">The table of what depends.</param>
/// <param name="Column">Its column with the id.</param>
/// <param name="Many">What they are, for a person.</param>
public sealed record Dependant(string Table, string Column, string Many);
