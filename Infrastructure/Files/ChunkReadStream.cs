using Npgsql;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>
/// The decrypted chunks of a stored file, one after the other. Each is fetched by itself, so that a slow download holds
/// neither a connection nor a snapshot.
/// </summary>
internal sealed class ChunkReadStream(NpgsqlDataSource dataSource, ChunkProtector protector, long fileId, int chunks) : ReadOnlyStream
{
    private byte[] current = [];
    private int position;
    private int next;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (position == current.Length && next < chunks)
        {
            current = protector.Unprotect(fileId, next, next == chunks - 1, await FetchAsync(next, cancellationToken));
            position = 0;
            next++;
        }

        var count = Math.Min(buffer.Length, current.Length - position);
        current.AsMemory(position, count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        while (position == current.Length && next < chunks)
        {
            current = protector.Unprotect(fileId, next, next == chunks - 1, Fetch(next));
            position = 0;
            next++;
        }

        var count = Math.Min(buffer.Length, current.Length - position);
        current.AsSpan(position, count).CopyTo(buffer);
        position += count;
        return count;
    }

    private async Task<byte[]> FetchAsync(int chunk, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = Select(connection, chunk);
        return (byte[]?)await command.ExecuteScalarAsync(cancellationToken) ?? throw Missing(chunk);
    }

    private byte[] Fetch(int chunk)
    {
        using var connection = dataSource.OpenConnection();
        using var command = Select(connection, chunk);
        return (byte[]?)command.ExecuteScalar() ?? throw Missing(chunk);
    }

    private NpgsqlCommand Select(NpgsqlConnection connection, int chunk) =>
        new("select content from stored_file_chunks where file_id = $1 and chunk = $2", connection)
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = fileId }, new NpgsqlParameter<int> { TypedValue = chunk } },
        };

    private DamagedFileException Missing(int chunk) =>
        new($"Part {chunk + 1} of {chunks} of this file is missing, so the file is not given out. Run the list again.");
}
