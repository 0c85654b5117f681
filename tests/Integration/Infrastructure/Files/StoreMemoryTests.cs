using System.Security.Cryptography;

namespace CustomerListSchedules.Integration.Infrastructure.Files;

/// <summary>The memory that is measured is the process's: nothing else may run beside.</summary>
[CollectionDefinition(nameof(StoreMemoryTests), DisableParallelization = true)]
[Collection(nameof(StoreMemoryTests))]
public sealed class StoreMemoryTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly StoreHouse house = new(database);

    [Fact]
    public async Task Storing_and_reading_200_MB_holds_no_more_than_a_few_chunks_in_memory()
    {
        var cancel = TestContext.Current.CancellationToken;
        var block = RandomNumberGenerator.GetBytes(1024 * 1024);
        var id = await house.Store.CreateAsync("a.xlsx", "application/octet-stream", false, cancel);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;

        void Measure() => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);

        var content = house.Store.Write(
            id,
            stream =>
            {
                for (var i = 0; i < 200; i++)
                {
                    stream.Write(block);
                    if (i % 40 == 39)
                    {
                        Measure();
                    }
                }
            },
            cancel);
        await house.CompleteAsync(id, content);
        await house.Store.CopyToAsync(id, new MeasuringStream(Measure), cancel);

        Assert.Equal(200L * block.Length, content.Size);
        Assert.InRange(most, 1, 16 * 1024 * 1024);
    }

    public void Dispose() => house.Dispose();

    private sealed class MeasuringStream(Action measure) : MemoryStream
    {
        private long written;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var before = written / (40 * 1024 * 1024);
            written += buffer.Length;
            if (written / (40 * 1024 * 1024) > before)
            {
                measure();
            }

            return ValueTask.CompletedTask;
        }
    }
}
