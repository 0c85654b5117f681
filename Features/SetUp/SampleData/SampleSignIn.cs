using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>An account of the sample venue. Its password is public: it never exists unless sample data is loaded.</summary>
public sealed record SampleSignIn(string Name, string Email, string Password, IReadOnlyList<string> Roles);
