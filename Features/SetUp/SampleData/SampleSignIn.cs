namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>An account of the sample venue. It never exists unless sample data is loaded, and bears a mark then.</summary>
public sealed record SampleSignIn(string Name, string Email, IReadOnlyList<string> Roles);
