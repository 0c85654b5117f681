using Npgsql;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>
/// Protects a file's chunks and inserts them in the connection's transaction; while the server takes one, the next can be made.
/// </summary>
internal sealed class ChunkInserter : IDisposable
{
    private readonly ChunkProtector protector;
    private readonly long fileId;
    private readonly NpgsqlCommand insert;
    private readonly NpgsqlParameter<int> index = new();
    private readonly NpgsqlParameter<byte[]> content = new();
    private Task inserting = Task.CompletedTask;

    public ChunkInserter(NpgsqlConnection connection, ChunkProtector protector, long fileId)
    {
        this.protector = protector;
        this.fileId = fileId;

        // Not COPY: with it the server's refusal would only be heard of at the end of the file.
        insert = new NpgsqlCommand("insert into stored_file_chunks (file_id, chunk, content) values ($1, $2, $3)", connection);
        insert.Parameters.AddRange(new NpgsqlParameter[] { new NpgsqlParameter<long> { TypedValue = fileId }, index, content });
        insert.Prepare();
    }

    /// <summary>Bytes as stored.</summary>
    public long StoredSize { get; private set; }

    public int Count { get; private set; }

    public void Insert(Chunk chunk)
    {
        var secret = protector.Protect(fileId, chunk.Index, chunk.Last, chunk.Content);
        chunk.GiveBack();
        Complete();
        index.TypedValue = chunk.Index;
        content.TypedValue = secret;
        inserting = insert.ExecuteNonQueryAsync();
        StoredSize += secret.Length;
        Count++;
    }

    /// <summary>Waits until the server has the last one.</summary>
    public void Complete() => inserting.GetAwaiter().GetResult();

    public void Dispose()
    {
        Task.WaitAny([inserting], CancellationToken.None);
        insert.Dispose();
    }
}
