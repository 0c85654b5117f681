namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>A message in the pickup directory; <paramref name="Name"/> is its file's, without extension.</summary>
public sealed record PickedUpMail(string Name, DateTimeOffset At, OutgoingMail Mail);
