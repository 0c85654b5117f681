namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>The format's limit of rows was reached; the message is for a person and names the format that has room.</summary>
public sealed class TooManyRowsException(string message) : Exception(message);
