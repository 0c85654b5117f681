using System.Collections.Concurrent;
using System.IO.Compression;
using System.Runtime.ExceptionServices;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>
/// Files kept in the database as encrypted chunks. A file's row is made before its content and completed by the caller,
/// within the transaction that makes the content matter; what was never completed is never given out.
/// </summary>
public sealed class EncryptedFileStore(NpgsqlDataSource dataSource, ChunkProtector protector, IClock clock)
{
    /// <summary>Bytes of content in a chunk, before protection.</summary>
    public const int ChunkSize = 256 * 1024;

    // Enough for the writer to go on while one chunk is inserted; more would only hold memory.
    private const int ChunksInFlight = 8;

    private sealed record StoredFile(bool Compressed, long? SizeBytes, int? ChunkCount, byte[]? Sha256, bool Completed, bool Deleted);

    public async Task<long> CreateAsync(string name, string contentType, bool compressed, CancellationToken cancellationToken)
    {
        return await dataSource.ScalarAsync<long>(
            """
            insert into stored_files (name, content_type, compressed, created_at)
            values (@name, @contentType, @compressed, @now)
            returning id
            """,
            new { name, contentType, compressed, now = clock.GetCurrentInstant() },
            cancellationToken);
    }

    /// <summary>
    /// Stores what <paramref name="write"/> writes, on the calling thread; a second thread packs, protects and inserts it. All of it is
    /// committed on return; nothing is when it throws.
    /// </summary>
    public StoredFileContent Write(long fileId, Action<Stream> write, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var queue = new BlockingCollection<Chunk>(ChunksInFlight);
        var compressed = IsCompressed(fileId);
        var storing = Task.Factory.StartNew(
            () => Store(fileId, compressed, queue, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            using var plain = new ChunkWriteStream(ChunkSize, chunk => queue.Add(chunk, stop.Token));
            using var hashing = new HashingStream(plain);
            write(hashing);
            plain.Complete();
            queue.CompleteAdding();
            var (storedSize, count, packed) = storing.GetAwaiter().GetResult();
            return new StoredFileContent(hashing.Length, storedSize, count, hashing.Sha256(), packed);
        }
        catch (Exception e)
        {
            stop.Cancel();
            Task.WaitAny([storing], CancellationToken.None);
            if (e is OperationCanceledException && storing.Exception?.InnerException is { } fault)
            {
                // The writer only stopped because storing had failed.
                ExceptionDispatchInfo.Throw(fault);
            }

            throw;
        }
    }

    /// <summary>Completes the row of a file that <see cref="Write"/> has stored, on the caller's transaction.</summary>
    public async Task CompleteAsync(
        NpgsqlConnection connection, long fileId, StoredFileContent content, Instant expiresAt, CancellationToken cancellationToken)
    {
        var completed = await connection.RunAsync(
            """
            update stored_files
            set size_bytes = @size, stored_bytes = @storedSize, chunk_count = @chunks, sha256 = @sha256,
              completed_at = @now, expires_at = @expiresAt
            where id = @fileId and completed_at is null and deleted_at is null
            """,
            new { fileId, content.Size, content.StoredSize, content.Chunks, content.Sha256, now = clock.GetCurrentInstant(), expiresAt },
            cancellationToken);
        if (completed != 1)
        {
            throw new InvalidOperationException($"Stored file {fileId} was completed or deleted before.");
        }
    }

    /// <summary>
    /// Reads back what <see cref="Write"/> has stored, before anybody relies on it: every chunk is there and decrypts to exactly the bytes
    /// that were protected. Unpacking them is left to whoever reads the file, and checked there.
    /// </summary>
    /// <exception cref="DamagedFileException">It is not whole and unchanged.</exception>
    public async Task VerifyAsync(long fileId, StoredFileContent content, CancellationToken cancellationToken)
    {
        await using var chunks = new ChunkReadStream(dataSource, protector, fileId, content.Chunks);
        await using var hashing = new HashingStream(Stream.Null);
        await chunks.CopyToAsync(hashing, ChunkSize, cancellationToken);
        if (!hashing.Sha256().AsSpan().SequenceEqual(content.PackedSha256))
        {
            throw NotAsStored();
        }
    }

    /// <summary>Reads the whole file back and compares its size and hash with what was written.</summary>
    /// <exception cref="DamagedFileException">It is not whole and unchanged.</exception>
    public Task VerifyAsync(long fileId, CancellationToken cancellationToken) => CopyToAsync(fileId, Stream.Null, cancellationToken);

    /// <summary>
    /// Decrypts the file to a stream. Bytes may have been written when it throws: the caller must not then end the stream as if it were
    /// whole.
    /// </summary>
    /// <exception cref="DamagedFileException">It is not whole and unchanged.</exception>
    public async Task CopyToAsync(long fileId, Stream destination, CancellationToken cancellationToken)
    {
        var file = await FindAsync(fileId, cancellationToken);
        await CopyAsync(
            fileId, file.Compressed, file.ChunkCount!.Value, file.SizeBytes!.Value, file.Sha256!, destination, cancellationToken);
    }

    /// <summary>The file's content as a stream to read forward. Each part is checked as it comes; what ends early throws.</summary>
    /// <exception cref="DamagedFileException">It is not there, or, while it is read, not as it was stored.</exception>
    public async Task<Stream> OpenAsync(long fileId, CancellationToken cancellationToken)
    {
        var file = await FindAsync(fileId, cancellationToken);
        var chunks = new ChunkReadStream(dataSource, protector, fileId, file.ChunkCount!.Value);
        return file.Compressed ? new GZipStream(chunks, CompressionMode.Decompress) : chunks;
    }

    private async Task CopyAsync(
        long fileId, bool compressed, int chunkCount, long size, byte[] sha256, Stream destination, CancellationToken cancellationToken)
    {
        await using var chunks = new ChunkReadStream(dataSource, protector, fileId, chunkCount);
        await using var hashing = new HashingStream(destination);
        try
        {
            await using var plain = compressed ? new GZipStream(chunks, CompressionMode.Decompress) : (Stream)chunks;
            await plain.CopyToAsync(hashing, ChunkSize, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new DamagedFileException("This file's content cannot be unpacked, so the file is not given out. Run the list again.", e);
        }

        if (hashing.Length != size || !hashing.Sha256().AsSpan().SequenceEqual(sha256))
        {
            throw NotAsStored();
        }
    }

    /// <summary>
    /// Removes the content, on the caller's connection. The row stays as history, and with it the register of who was in the file, unless
    /// it was never completed and so was nobody's.
    /// </summary>
    public Task DeleteAsync(NpgsqlConnection connection, long fileId, CancellationToken cancellationToken) =>
        connection.RunAsync(
            """
            delete from stored_file_chunks where file_id = @fileId;
            delete from stored_file_members m using stored_files f where f.id = @fileId and m.file_id = f.id and f.completed_at is null;
            update stored_files set deleted_at = @now where id = @fileId and deleted_at is null;
            """,
            new { fileId, now = clock.GetCurrentInstant() },
            cancellationToken);

    private static DamagedFileException NotAsStored() =>
        new("This file's size or hash is not what was stored, so the file is not given out. Run the list again.");

    private bool IsCompressed(long fileId)
    {
        using var connection = dataSource.OpenConnection();
        return connection.QuerySingle<bool>("select compressed from stored_files where id = @fileId", new { fileId });
    }

    private (long StoredSize, int Chunks, byte[] PackedSha256) Store(
        long fileId, bool compressed, BlockingCollection<Chunk> queue, CancellationTokenSource stop)
    {
        try
        {
            using var connection = dataSource.OpenConnection();
            using var transaction = connection.BeginTransaction();
            using var inserting = new ChunkInserter(connection, protector, fileId);
            using var chunks = new ChunkWriteStream(ChunkSize, inserting.Insert);
            using var packed = new HashingStream(chunks);
            using (var gzip = compressed ? new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true) : null)
            {
                foreach (var plain in queue.GetConsumingEnumerable(stop.Token))
                {
                    (gzip ?? (Stream)packed).Write(plain.Content);
                    plain.GiveBack();
                }
            }

            chunks.Complete();
            inserting.Complete();
            transaction.Commit();
            return (inserting.StoredSize, inserting.Count, packed.Sha256());
        }
        catch
        {
            // Lets the writer, which may be waiting for room in the queue, stop too.
            stop.Cancel();
            throw;
        }
    }

    private async Task<StoredFile> FindAsync(long fileId, CancellationToken cancellationToken)
    {
        var file = await dataSource.ReadOneAsync<StoredFile>(
            """
            select compressed, size_bytes, chunk_count, sha256, completed_at is not null as completed, deleted_at is not null as deleted
            from stored_files
            where id = @fileId
            """,
            new { fileId },
            cancellationToken);
        return file switch
        {
            null => throw new DamagedFileException("There is no such file."),
            { Deleted: true } => throw new DamagedFileException("This file has been deleted. Run the list again."),
            { Completed: false } => throw new DamagedFileException("This file was never completed. Run the list again."),
            _ => file,
        };
    }
}
