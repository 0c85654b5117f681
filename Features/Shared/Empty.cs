namespace CustomerListSchedules.Features.Shared;

/// <summary>For <c>_Empty</c>: what is not there, and what to do about it.</summary>
public sealed record Empty(string Title, string Text, string? Url = null, string? Button = null);
