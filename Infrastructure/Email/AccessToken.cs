namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>A token and when another is to be asked for; <paramref name="RefreshAt"/> is a little before it expires.</summary>
internal sealed record AccessToken(string Value, DateTimeOffset RefreshAt);
