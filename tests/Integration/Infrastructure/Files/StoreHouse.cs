using CustomerListSchedules.Infrastructure.Files;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using NodaTime;

namespace CustomerListSchedules.Integration.Infrastructure.Files;

/// <summary>A store over a test database with keys in a folder of its own.</summary>
internal sealed class StoreHouse : IDisposable
{
    public static readonly Instant Now = Instant.FromUtc(2026, 12, 1, 9, 0);

    private readonly string keys = Directory.CreateTempSubdirectory("cls-keys-").FullName;
    private readonly TestDatabase database;
    private readonly List<ServiceProvider> providers = [];

    public StoreHouse(TestDatabase database)
    {
        this.database = database;
        database.SetClock(Now);
        Store = NewStore(keys);
    }

    public EncryptedFileStore Store { get; }

    /// <summary>A store on the same database whose keys are others.</summary>
    public EncryptedFileStore WithoutOurKeys() => NewStore(Directory.CreateDirectory(Path.Combine(keys, "others")).FullName);

    /// <summary>Stores and completes a file as a delivery does.</summary>
    public async Task<(long Id, StoredFileContent Content)> StoreAsync(byte[] plain, bool compressed = false)
    {
        var cancel = TestContext.Current.CancellationToken;
        var id = await Store.CreateAsync("Attendees.csv", "text/csv", compressed, cancel);
        var content = Store.Write(id, stream => stream.Write(plain), cancel);
        await CompleteAsync(id, content);
        return (id, content);
    }

    public async Task CompleteAsync(long id, StoredFileContent content)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var connection = await database.DataSource.OpenConnectionAsync(cancel);
        await Store.CompleteAsync(connection, id, content, Now + Duration.FromDays(7), cancel);
    }

    public async Task<byte[]> ReadAsync(long id)
    {
        using var copy = new MemoryStream();
        await Store.CopyToAsync(id, copy, TestContext.Current.CancellationToken);
        return copy.ToArray();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public void Dispose()
    {
        providers.ForEach(provider => provider.Dispose());
        Directory.Delete(keys, recursive: true);
    }

    private EncryptedFileStore NewStore(string directory)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("tests").PersistKeysToFileSystem(new DirectoryInfo(directory));
        var provider = services.BuildServiceProvider();
        providers.Add(provider);
        return new EncryptedFileStore(
            database.DataSource,
            new ChunkProtector(provider.GetRequiredService<IDataProtectionProvider>(), provider.GetRequiredService<IKeyManager>()),
            new StoppedClock());
    }

    private sealed class StoppedClock : IClock
    {
        public Instant GetCurrentInstant() => Now;
    }
}
