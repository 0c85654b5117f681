using Npgsql;

namespace CustomerListSchedules.Infrastructure.Files.Members;

/// <summary>
/// Takes the ids of a file's members as its rows are written, and stores their hashes in parts of at most 262,144, in memory that does not
/// grow with the file. Hashing, sorting and storing a part goes on beside the writing of the next.
/// </summary>
public sealed class MemberRecorder : IDisposable
{
    private const int PartSize = 256 * 1024;
    private const int FirstSize = 1024;

    private readonly NpgsqlDataSource dataSource;
    private readonly long fileId;
    private readonly int keyId;
    private readonly MemberHashes hashes;
    private long[] ids = new long[FirstSize];
    private int count;
    private int part;
    private Task storing = Task.CompletedTask;

    internal MemberRecorder(NpgsqlDataSource dataSource, long fileId, int keyId, MemberHashes hashes)
    {
        this.dataSource = dataSource;
        this.fileId = fileId;
        this.keyId = keyId;
        this.hashes = hashes;
    }

    /// <summary>On the writing thread, which waits only while the part before is still being stored.</summary>
    public void Add(long id)
    {
        if (count == ids.Length)
        {
            MakeRoom();
        }

        ids[count++] = id;
    }

    /// <summary>
    /// Stores the last part. The register counts once the file is completed; what was never completed is deleted with the file.
    /// </summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await storing;
        if (count > 0)
        {
            await StoreAsync(part, ids.AsMemory(0, count), cancellationToken);
            count = 0;
        }
    }

    public void Dispose()
    {
        // An abandoned file's part may still be on its way.
        storing.ContinueWith(
            _ => hashes.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void MakeRoom()
    {
        if (count < PartSize)
        {
            Array.Resize(ref ids, count * 2);
            return;
        }

        storing.GetAwaiter().GetResult();
        var (full, number) = (ids, part++);
        storing = Task.Run(() => StoreAsync(number, full, CancellationToken.None));
        ids = new long[PartSize];
        count = 0;
    }

    private async Task StoreAsync(int number, ReadOnlyMemory<long> members, CancellationToken cancellationToken)
    {
        var sorted = hashes.Sorted(members.Span);
        await using var command = dataSource.CreateCommand(
            "insert into stored_file_members (file_id, part, member_key_id, hashes) values ($1, $2, $3, $4)");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = fileId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = keyId });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = sorted });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
