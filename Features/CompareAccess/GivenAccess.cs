namespace CustomerListSchedules.Features.CompareAccess;

/// <summary>What a scheduled list gives, and to whom.</summary>
/// <param name="Name">The scheduled list's.</param>
/// <param name="To">Who gets it; once for each of their values where it is split.</param>
/// <param name="Contact">The labels of its contact columns.</param>
public sealed record GivenAccess(string Name, IReadOnlyList<GivenTo> To, IReadOnlyList<string> Contact);

/// <param name="Address">Capitals included.</param>
/// <param name="Outside">Whether no account of staff has it.</param>
/// <param name="Value">The value whose part this address gets; null for the whole list.</param>
public sealed record GivenTo(string Address, bool Outside, string? Value = null);
