using CustomerListSchedules.Infrastructure.Database;

namespace CustomerListSchedules.Integration.Infrastructure;

public sealed class MigrationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_migrated_database_has_nothing_pending() =>
        Assert.Empty(await Migrator.PendingAsync(database.DataSource, TestContext.Current.CancellationToken));
}
