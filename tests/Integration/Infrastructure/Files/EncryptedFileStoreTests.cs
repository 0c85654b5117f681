using System.Security.Cryptography;
using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Integration.Infrastructure.Files;

public sealed class EncryptedFileStoreTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private const int Chunk = EncryptedFileStore.ChunkSize;

    private readonly StoreHouse house = new(database);

    [Theory]
    [InlineData(0, false, 1)]
    [InlineData(1, false, 1)]
    [InlineData(Chunk, false, 1)]
    [InlineData(Chunk + 1, false, 2)]
    [InlineData((3 * Chunk) - 1, false, 3)]
    [InlineData(0, true, 1)]
    [InlineData(3 * Chunk, true, 4)]
    public async Task What_is_stored_is_read_back_byte_for_byte(int size, bool compressed, int chunks)
    {
        var plain = RandomNumberGenerator.GetBytes(size);

        var (id, content) = await house.StoreAsync(plain, compressed);

        Assert.Equal(size, content.Size);
        Assert.Equal(SHA256.HashData(plain), content.Sha256);
        Assert.Equal(chunks, content.Chunks);
        Assert.Equal(chunks, await house.CountAsync($"select count(*) from stored_file_chunks where file_id = {id}"));
        Assert.Equal(
            content.StoredSize, await house.CountAsync($"select sum(length(content)) from stored_file_chunks where file_id = {id}"));
        Assert.Equal(plain, await house.ReadAsync(id));
        await house.Store.VerifyAsync(id, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Nothing_of_the_content_can_be_read_in_the_database()
    {
        var (id, _) = await house.StoreAsync("Maria Gonzalez"u8.ToArray());

        Assert.Equal(
            0,
            await house.CountAsync(
                $"select count(*) from stored_file_chunks where file_id = {id} and position('Maria'::bytea in content) > 0"));
    }

    [Theory]
    [InlineData(
        "swapped",
        "update stored_file_chunks set chunk = case chunk when 0 then 101 else 100 end where file_id = {0} "
        + "and chunk < 2; update stored_file_chunks set chunk = chunk - 100 where file_id = {0} and chunk >= 100",
        "Part 1")]
    [InlineData(
        "cut at the end",
        "delete from stored_file_chunks where file_id = {0} and chunk = 2; update stored_files set chunk_count = 2 where id = {0}",
        "Part 2")]
    [InlineData(
        "missing in the middle", "delete from stored_file_chunks where file_id = {0} and chunk = 1", "Part 2 of 3 of this file is missing")]
    [InlineData(
        "missing at the end", "delete from stored_file_chunks where file_id = {0} and chunk = 2", "Part 3 of 3 of this file is missing")]
    [InlineData(
        "repeated",
        "update stored_file_chunks set content = (select content from stored_file_chunks where file_id = {0} and chunk = 0) "
        + "where file_id = {0} and chunk = 1",
        "Part 2")]
    [InlineData(
        "one bit turned",
        "update stored_file_chunks set content = set_bit(content, 4000, 1 - get_bit(content, 4000)) where file_id = {0} and chunk = 1",
        "Part 2")]
    [InlineData("shortened to nothing", "update stored_file_chunks set content = '' where file_id = {0} and chunk = 1", "Part 2")]
    [InlineData("hash altered", "update stored_files set sha256 = sha256(sha256) where id = {0}", "hash is not what was stored")]
    [InlineData("size altered", "update stored_files set size_bytes = size_bytes + 1 where id = {0}", "size or hash is not")]
    public async Task A_file_that_was_tampered_with_is_refused_in_plain_words(string how, string sql, string words)
    {
        var (id, _) = await house.StoreAsync(RandomNumberGenerator.GetBytes((2 * Chunk) + 500));
        await house.ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, id));

        var refused = await Assert.ThrowsAsync<DamagedFileException>(() => house.ReadAsync(id));

        Assert.True(refused.Message.Contains(words, StringComparison.Ordinal), $"{how}: {refused.Message}");
        await Assert.ThrowsAsync<DamagedFileException>(() => house.Store.VerifyAsync(id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_chunk_of_another_file_is_refused()
    {
        var (mine, _) = await house.StoreAsync(RandomNumberGenerator.GetBytes(500));
        var (other, _) = await house.StoreAsync(RandomNumberGenerator.GetBytes(500));
        await house.ExecuteAsync(
            $"update stored_file_chunks set content = (select content from stored_file_chunks where file_id = {other}) "
            + $"where file_id = {mine}");

        var refused = await Assert.ThrowsAsync<DamagedFileException>(() => house.ReadAsync(mine));

        Assert.Contains("not the one that was stored", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_keys_are_named_and_the_file_is_whole_again_when_they_return()
    {
        var (id, _) = await house.StoreAsync("a,b"u8.ToArray());

        var refused = await Assert.ThrowsAsync<DamagedFileException>(() => house.WithoutOurKeys().VerifyAsync(
            id, TestContext.Current.CancellationToken));

        Assert.Contains("key that this file was encrypted with is lost", refused.Message, StringComparison.Ordinal);
        Assert.Equal("a,b"u8.ToArray(), await house.ReadAsync(id));
    }

    [Fact]
    public async Task Two_attempts_at_once_write_files_of_their_own()
    {
        var attempts = Enumerable.Range(0, 2).Select(_ => RandomNumberGenerator.GetBytes(2 * Chunk)).ToArray();

        var stored = await Task.WhenAll(attempts.Select(plain => Task.Run(() => house.StoreAsync(plain))));

        Assert.NotEqual(stored[0].Id, stored[1].Id);
        Assert.Equal(attempts[0], await house.ReadAsync(stored[0].Id));
        Assert.Equal(attempts[1], await house.ReadAsync(stored[1].Id));
    }

    [Fact]
    public async Task A_writer_that_fails_leaves_no_chunk_and_its_own_exception()
    {
        var cancel = TestContext.Current.CancellationToken;
        var id = await house.Store.CreateAsync("a.csv", "text/csv", false, cancel);

        var failure = Assert.Throws<InvalidOperationException>(() => house.Store.Write(
            id,
            stream =>
            {
                stream.Write(new byte[5 * Chunk]);
                throw new InvalidOperationException("the query failed");
            },
            cancel));

        Assert.Equal("the query failed", failure.Message);
        Assert.Equal(0, await house.CountAsync($"select count(*) from stored_file_chunks where file_id = {id}"));
        Assert.Contains(
            "never completed", (await Assert.ThrowsAsync<DamagedFileException>(() => house.ReadAsync(id))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_refuses_the_chunks_stops_the_writer_with_the_database_s_reason()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (id, _) = await house.StoreAsync(new byte[10]);

        // The first chunk is there already, so that its copy breaks the primary key while the writer goes on without end.
        var failure = Assert.Throws<Npgsql.PostgresException>(() => house.Store.Write(
            id,
            stream =>
            {
                while (true)
                {
                    stream.Write(new byte[Chunk]);
                }
            },
            cancel));

        Assert.Equal(Npgsql.PostgresErrorCodes.UniqueViolation, failure.SqlState);
    }

    [Fact]
    public async Task A_cancelled_writer_stops_and_leaves_no_chunk()
    {
        using var cancelled = new CancellationTokenSource();
        var id = await house.Store.CreateAsync("a.csv", "text/csv", false, TestContext.Current.CancellationToken);

        Assert.ThrowsAny<OperationCanceledException>(() => house.Store.Write(
            id,
            stream =>
            {
                while (true)
                {
                    stream.Write(new byte[Chunk]);
                    cancelled.Cancel();
                }
            },
            cancelled.Token));

        Assert.Equal(0, await house.CountAsync($"select count(*) from stored_file_chunks where file_id = {id}"));
    }

    [Fact]
    public async Task A_deleted_file_keeps_its_row_and_says_so()
    {
        var (id, _) = await house.StoreAsync(new byte[10]);
        await using (var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await house.Store.DeleteAsync(connection, id, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, await house.CountAsync($"select count(*) from stored_file_chunks where file_id = {id}"));
        Assert.Contains(
            "has been deleted", (await Assert.ThrowsAsync<DamagedFileException>(() => house.ReadAsync(id))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completing_twice_is_refused()
    {
        var (id, content) = await house.StoreAsync(new byte[10]);

        await Assert.ThrowsAsync<InvalidOperationException>(() => house.CompleteAsync(id, content));
    }

    public void Dispose() => house.Dispose();
}
