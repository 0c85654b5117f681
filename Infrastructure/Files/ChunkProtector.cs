using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>
/// Protects the chunks of stored files. The purpose holds file, index and whether the chunk is the last, so that a chunk
/// decrypts only where it was written: one that was swapped, repeated, left out at the end or brought from elsewhere does not.
/// </summary>
public sealed class ChunkProtector(IDataProtectionProvider provider, IKeyManager keys)
{
    // A protected payload begins with a magic header of 4 bytes and the key's 16.
    private const int HeaderSize = 4;
    private const int KeyIdSize = 16;

    public byte[] Protect(long fileId, int chunk, bool last, byte[] plain) => For(fileId, chunk, last).Protect(plain);

    /// <exception cref="DamagedFileException">The chunk is not the one that was written there, or its key is lost.</exception>
    public byte[] Unprotect(long fileId, int chunk, bool last, byte[] content)
    {
        try
        {
            return For(fileId, chunk, last).Unprotect(content);
        }
        catch (CryptographicException e)
        {
            throw KeyIsLost(content)
                ? new DamagedFileException(
                    "The key that this file was encrypted with is lost, so the file cannot be read. Restore the keys folder, or run the "
                    + "list again.",
                    e)
                : new DamagedFileException(
                    $"Part {chunk + 1} of this file is not the one that was stored, so the file is not given out. Run the list again.", e);
        }
    }

    private IDataProtector For(long fileId, int chunk, bool last) =>
        provider.CreateProtector("StoredFile", $"file {fileId}", $"chunk {chunk}", last ? "last" : "more to come");

    private bool KeyIsLost(byte[] content)
    {
        if (content.Length < HeaderSize + KeyIdSize)
        {
            return false;
        }

        var id = new Guid(content.AsSpan(HeaderSize, KeyIdSize));
        return BinaryPrimitives.ReadUInt32BigEndian(content) == 0x09F0C9F0 && keys.GetAllKeys().All(key => key.KeyId != id);
    }
}
