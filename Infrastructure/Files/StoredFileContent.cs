namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>
/// What was written: bytes of the plain content, bytes as stored, chunks, and the SHA-256 of the plain content and of what the chunks
/// hold, which is the same unless it is compressed.
/// </summary>
public sealed record StoredFileContent(long Size, long StoredSize, int Chunks, byte[] Sha256, byte[] PackedSha256);
