namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <summary>A person to import.</summary>
/// <param name="DataFields">Values by the data field's name: string, bool, a number, DateOnly, NodaTime.LocalDate or NodaTime.Instant;
/// null is left out, so that nothing known is blanked.</param>
public sealed record DotdigitalContact(string Email, IReadOnlyList<KeyValuePair<string, object?>> DataFields);
