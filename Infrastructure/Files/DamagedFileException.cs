namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>A stored file that cannot be given out whole and unchanged; the message says why, for a person.</summary>
public sealed class DamagedFileException(string message, Exception? inner = null) : Exception(message, inner);
