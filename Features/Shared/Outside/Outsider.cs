namespace CustomerListSchedules.Features.Shared.Outside;

/// <summary>Somebody outside: an address that no account of staff has.</summary>
/// <param name="Address">The address, capitals included.</param>
/// <param name="Company">The company of its account; null where none is known.</param>
public sealed record Outsider(string Address, string? Company);
