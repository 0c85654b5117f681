namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>A column of an exported file: its header and its kind.</summary>
public sealed record FileColumn(string Label, FileColumnKind Kind);
