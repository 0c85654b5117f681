using CustomerListSchedules.Infrastructure.Files.Members;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Integration.Infrastructure.Files.Members;

public sealed class MemberRegisterTests(TestDatabase database, TestServer server) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cls-members-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_of_several_parts_holds_each_of_its_members_and_nobody_else()
    {
        var register = Register("shared");
        var file = await RecordAsync(register, Enumerable.Range(1, 600_000).Select(number => number * 2L));
        Assert.Equal(3, await ScalarAsync<int>("select count(*)::int from stored_file_members where file_id = @file", new { file }));
        foreach (var member in new[] { 2L, 2 * 262_144, 2 * 262_145, 1_200_000 })
        {
            Assert.Contains(file, (await register.FindAsync(member, Cancel)).Holding);
        }

        foreach (var stranger in new[] { 0L, -2, 1, 262_145, 1_199_999, 1_200_002, long.MaxValue })
        {
            Assert.DoesNotContain(file, (await register.FindAsync(stranger, Cancel)).Holding);
        }
    }

    [Fact]
    public async Task A_file_that_was_never_completed_holds_nobody()
    {
        var register = Register("shared");
        var file = await RecordAsync(register, [900_001], complete: false);
        Assert.DoesNotContain(file, (await register.FindAsync(900_001, Cancel)).Holding);
    }

    [Fact]
    public async Task Nodes_that_begin_together_share_one_secret()
    {
        await using var mine = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        var registers = Enumerable.Range(0, 8).Select(_ => Register("begin", mine)).ToArray();
        var files = await Task.WhenAll(registers.Select(register => RecordAsync(register, [7], dataSource: mine)));
        await using var connection = await mine.OpenConnectionAsync(Cancel);
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("select count(*)::int from member_keys"));
        Assert.Equal(files.Order(), (await registers[3].FindAsync(7, Cancel)).Holding.Order());
    }

    [Fact]
    public async Task With_lost_keys_new_files_are_registered_anew_and_old_ones_are_said_to_be_unknown()
    {
        await using var mine = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        var before = Register("before", mine);
        var old = await RecordAsync(before, [7, 8], dataSource: mine);
        var after = Register("after", mine);
        var young = await RecordAsync(after, [7], dataSource: mine);

        var trace = await after.FindAsync(7, Cancel);
        Assert.Equal([young], trace.Holding);
        Assert.Equal([old], trace.Unreadable);
        // Keys that come back, tell of their own files again.
        var restored = await Register("before", mine).FindAsync(7, Cancel);
        Assert.Equal([old], restored.Holding);
        Assert.Equal([young], restored.Unreadable);
    }

    [Fact]
    public async Task Neither_ids_nor_the_secret_can_be_read_from_the_database()
    {
        var register = Register("shared");
        var file = await RecordAsync(register, [0x0102030405060708]);
        var hashes = await ScalarAsync<byte[]>("select hashes from stored_file_members where file_id = @file", new { file });
        Assert.Equal(8, hashes.Length);
        Assert.NotEqual<byte[]>([1, 2, 3, 4, 5, 6, 7, 8], hashes);
        Assert.NotEqual<byte[]>([8, 7, 6, 5, 4, 3, 2, 1], hashes);
        // A protected payload begins with data protection's magic header, and is longer than the secret alone.
        var secret = await ScalarAsync<byte[]>("select secret_protected from member_keys order by id limit 1");
        Assert.Equal<byte[]>([0x09, 0xF0, 0xC9, 0xF0], secret[..4]);
        Assert.True(secret.Length > 32 + 20);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<long> RecordAsync(
        MemberRegister register, IEnumerable<long> members, bool complete = true, NpgsqlDataSource? dataSource = null)
    {
        await using var connection = await (dataSource ?? database.DataSource).OpenConnectionAsync(Cancel);
        var file = await connection.ExecuteScalarAsync<long>(
            "insert into stored_files (name, content_type, compressed, created_at) values ('a.csv', 'text/csv', true, @Now) returning id",
            new { StoreHouse.Now });
        using var recorder = await register.RecordAsync(file, Cancel);
        foreach (var member in members)
        {
            recorder.Add(member);
        }

        await recorder.CompleteAsync(Cancel);
        if (complete)
        {
            await connection.ExecuteAsync(
                "update stored_files set completed_at = @Now, expires_at = @Now + interval '7 days' where id = @file",
                new { file, StoreHouse.Now });
        }

        return file;
    }

    private async Task<T> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Cancel);
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }

    private MemberRegister Register(string keys, NpgsqlDataSource? dataSource = null) =>
        new(
            dataSource ?? database.DataSource, DataProtectionProvider.Create(Directory.CreateDirectory(Path.Combine(folder, keys))),
            new StoppedClock());

    private sealed class StoppedClock : IClock
    {
        public Instant GetCurrentInstant() => StoreHouse.Now;
    }
}
