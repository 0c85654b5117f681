namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>What a writer wrote: rows without headers, and how many cells lost text because the format limits a cell's length.</summary>
public sealed record FileWritten(long Rows, long CutCells);
