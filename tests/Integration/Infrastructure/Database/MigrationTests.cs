using CustomerListSchedules.Infrastructure.Database;
using DbUp.Engine;
using Npgsql;

namespace CustomerListSchedules.Integration.Infrastructure.Database;

public sealed class MigrationTests(TestServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_migrated_database_has_nothing_pending_and_each_migration_is_noted_once()
    {
        await using var database = await EmptyAsync();
        Assert.Equal(Migrator.Scripts().Select(script => script.Name), await Migrator.PendingAsync(database, Cancel));
        await Migrator.MigrateAsync(database, null, Cancel);
        Assert.Empty(await Migrator.PendingAsync(database, Cancel));
        await Migrator.MigrateAsync(database, null, Cancel);
        Assert.Equal(
            Migrator.Scripts().Select(script => script.Name),
            await database.ReadAllAsync<string>("select scriptname from schema_versions order by schemaversionsid", Cancel));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_of_itself_and_is_named()
    {
        await using var database = await EmptyAsync();
        SqlScript[] scripts =
        [
            new("0001_good", "create table good (id integer); insert into good values (1);"),
            new("0002_bad", "create table half (id integer);\ninsert into nowhere values (1);"),
            new("0003_never", "create table never (id integer);"),
        ];
        var afterwards = false;
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Migrator.MigrateAsync(
            database,
            scripts,
            () =>
            {
                afterwards = true;
                return Task.CompletedTask;
            },
            Cancel));
        Assert.Contains("0002_bad", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nowhere", failure.Message, StringComparison.Ordinal);
        Assert.False(afterwards);
        Assert.Equal(["good", "schema_versions"], await database.ReadAllAsync<string>(
            "select tablename::text from pg_tables where schemaname = 'public' order by 1", Cancel));

        // Mended, it goes on where it stopped.
        scripts[1] = new SqlScript("0002_bad", "create table half (id integer);");
        await Migrator.MigrateAsync(database, scripts, null, Cancel);
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from good", Cancel));
        Assert.Equal(3, await database.ScalarAsync<long>("select count(*) from schema_versions", Cancel));
    }

    [Fact]
    public async Task What_looks_like_a_variable_of_DbUp_is_left_as_it_is()
    {
        await using var database = await EmptyAsync();
        SqlScript[] scripts =
        [
            new("0001_body", "create function f() returns text language plpgsql as $body$ begin return '$name$'; end $body$;"),
        ];
        await Migrator.MigrateAsync(database, scripts, null, Cancel);
        Assert.Equal("$name$", await database.ScalarAsync<string>("select f()", Cancel));
    }

    [Fact]
    public async Task A_role_that_may_only_read_the_journal_passes_when_nothing_is_pending_and_changes_nothing_when_something_is()
    {
        await using var owner = await EmptyAsync();
        await Migrator.MigrateAsync(owner, null, Cancel);
        await owner.RunAsync(
            """
            do $$ begin create role reads_only login; exception when duplicate_object then null; end $$;
            revoke create on schema public from public;
            grant usage on schema public to reads_only;
            grant select on schema_versions to reads_only;
            """,
            Cancel);
        var connection = new NpgsqlConnectionStringBuilder(owner.ConnectionString) { Username = "reads_only" }.ConnectionString;
        await using var reader = NpgsqlDataSource.Create(connection);
        var seeded = false;
        await Migrator.MigrateAsync(
            reader,
            () =>
            {
                seeded = true;
                return Task.CompletedTask;
            },
            Cancel);
        Assert.True(seeded);

        SqlScript[] more = [.. Migrator.Scripts(), new("9999_more", "create table more (id integer);")];
        await Assert.ThrowsAsync<InvalidOperationException>(() => Migrator.MigrateAsync(reader, more, null, Cancel));
        Assert.Null(await owner.ScalarAsync<string>("select to_regclass('more')::text", Cancel));
    }

    [Fact]
    public async Task Whoever_waits_for_the_lock_can_be_told_to_stop_and_the_lock_is_given_back()
    {
        await using var database = await EmptyAsync();
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = Migrator.MigrateAsync(
            database,
            [],
            () =>
            {
                entered.SetResult();
                return leave.Task;
            },
            Cancel);
        await entered.Task.WaitAsync(Cancel);
        using (var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Migrator.MigrateAsync(database, [], null, soon.Token));
        }

        leave.SetResult();
        await first;
        await Migrator.MigrateAsync(database, [], null, Cancel);
    }

    private async Task<NpgsqlDataSource> EmptyAsync() =>
        NpgsqlDataSource.Create(await server.CreateEmptyDatabaseAsync() + ";Pooling=false");
}
