namespace CustomerListSchedules.Features.ImportData.Kinds;

/// <param name="Table">Where the referenced thing is.</param>
/// <param name="IdColumn">The column that holds its id.</param>
/// <param name="Noun">What it is, for messages.</param>
public sealed record ImportReference(string Table, string IdColumn, string Noun);
