using CustomerListSchedules.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace CustomerListSchedules.Integration.Infrastructure;

public sealed class MigrationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_migrated_database_has_nothing_pending() =>
        Assert.Empty(await Migrator.PendingAsync(database.DataSource, TestContext.Current.CancellationToken));

    [Fact]
    public void Every_migration_file_is_one_that_is_run()
    {
        using var context = new DatabaseContext(new DbContextOptionsBuilder<DatabaseContext>().UseDatabase(database.DataSource).Options);
        Assert.Equal(
            Directory.GetFiles(Path.Combine(Repository.Root, "Migrations"), "*.sql").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
            context.Database.GetMigrations());
    }
}
