namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>
/// What was written: bytes of the plain content, bytes as stored, chunks, and the SHA-256 of the plain content and of what the chunks hold, which is
/// the same unless it is compressed.
/// </summary>
public sealed record StoredFileContent(long Size, long StoredSize, int Chunks, byte[] Sha256, byte[] PackedSha256);

/// <summary>A stored file that cannot be given out whole and unchanged; the message says why, for a person.</summary>
public sealed class DamagedFileException(string message, Exception? inner = null) : Exception(message, inner);
