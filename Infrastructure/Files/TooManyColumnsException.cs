namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>The format's limit of columns was passed; the message is for a person.</summary>
public sealed class TooManyColumnsException(string message) : Exception(message);
