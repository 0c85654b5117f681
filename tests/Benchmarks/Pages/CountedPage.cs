namespace CustomerListSchedules.Benchmarks.Pages;

/// <param name="Milliseconds">How long the application worked at it, the database included.</param>
/// <param name="Statements">What it sent to the database, in this order, and how long each took.</param>
internal sealed record CountedPage(double Milliseconds, IReadOnlyList<string> Statements);
