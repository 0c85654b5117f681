namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>What a column of contact preferences or tags changes.</summary>
/// <param name="Column">Its name in the file.</param>
/// <param name="Changes">Answers, or tags of a customer, that are new, changed or taken away.</param>
public sealed record Linked(string Column, long Changes);
