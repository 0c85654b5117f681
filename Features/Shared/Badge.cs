namespace CustomerListSchedules.Features.Shared;

/// <summary>For <c>_Badge</c>: a state in words.</summary>
/// <param name="Text">The words.</param>
/// <param name="Tone">"good", "warn", "bad", "busy" or "" (plain).</param>
public sealed record Badge(string Text, string Tone = "");
