using System.Globalization;
using System.Text;
using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.ImportData.Loading;
using Npgsql;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>Imports stopped, killed and taken over.</summary>
public sealed class ImportWorkTests(ImportWorld world) : IClassFixture<ImportWorld>
{
    // Copies of one template have the same numbers for their tables: another test's import would look like this one's.
    private const string ImportsLockSql =
        """
        from pg_locks
        where database = (select oid from pg_database where datname = current_database())
          and relation = 'crm.customers'::regclass and mode = 'ShareRowExclusiveLock'
        """;

    [Fact]
    public async Task A_table_that_the_planner_takes_for_empty_is_not_read_again_for_each_row()
    {
        await world.ExecuteAsync("truncate crm.events cascade");
        await world.ExecuteAsync("vacuum analyze crm.events");
        var before = await ScansAsync();
        var file = "External Reference,Name\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"P{i},Play\n"));
        Assert.Equal(5_000, (await world.ImportAsync("events", file)).Added);
        await Patience.UntilAsync(async () => await world.ScalarAsync<bool>(
            "select n_tup_ins >= 5000 from pg_stat_user_tables where relid = 'crm.events'::regclass"));
        Assert.InRange(await ScansAsync() - before, 0, 50);

        Task<long> ScansAsync() => world.ScalarAsync<long>("select seq_scan from pg_stat_user_tables where relid = 'crm.events'::regclass");
    }

    [Fact]
    public async Task An_import_whose_node_was_killed_is_taken_over_and_done_once()
    {
        var import = await CheckedAsync("customers", "External Reference,First Name\nT1,Ada\n");
        Assert.Equal(
            new ImportChange.Done(), await world.SendAsync(new StartImport(import.Id, import.Version, null, ImportWorld.Somebody)));
        // As a killed node leaves it: claimed, and its lease runs out.
        await world.ExecuteAsync(
            $"update data_imports set state = 'working', attempt = 1, lease_until = clock_timestamp() + interval '1 minute' "
            + $"where id = {import.Id}");
        Assert.False(await world.SendAsync(new WorkOnImport()));
        await world.ExecuteAsync($"update data_imports set lease_until = clock_timestamp() - interval '1 second' where id = {import.Id}");
        var done = await world.WorkAsync(import.Id);
        Assert.Equal(("imported", 1), (done.State, done.Outcome!.Added));
        Assert.Equal(1, await world.ScalarAsync<long>("select count(*) from crm.customers where external_reference = 'T1'"));
    }

    [Fact]
    public async Task An_import_that_ended_its_node_three_times_is_said_to_have_failed()
    {
        var import = await CheckedAsync("customers", "External Reference,First Name\nT2,Ada\n");
        await world.ExecuteAsync(
            $"update data_imports set state = 'working', dry_run = false, attempt = 3, failures = 2, lease_until = clock_timestamp() - "
            + $"interval '1 second' where id = {import.Id}");
        Assert.True(await world.SendAsync(new WorkOnImport()));
        var failed = await world.FindAsync(import.Id);
        Assert.Equal("failed", failed.State);
        Assert.Contains("interrupted three times", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_connection_that_is_cut_in_the_middle_leaves_nothing_and_the_import_failed()
    {
        var import = await LargeAsync("Cut");
        Assert.Equal(
            new ImportChange.Done(), await world.SendAsync(new StartImport(import.Id, import.Version, null, ImportWorld.Somebody)));
        var work = world.SendAsync(new WorkOnImport());
        await UntilAsync($"select count(*) {ImportsLockSql} and granted");
        await world.ExecuteAsync($"select pg_terminate_backend(pid) {ImportsLockSql} and granted");
        Assert.True(await work);
        Assert.Equal("failed", (await world.FindAsync(import.Id)).State);
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from crm.customers where external_reference like 'Cut%'"));
        NpgsqlConnection.ClearAllPools();

        // And again, from its columns: whole this time.
        var again = await world.StartAsync(await world.CheckAsync(await world.FindAsync(import.Id)));
        Assert.Equal(60_000, again.Outcome!.Added);
    }

    [Fact]
    public async Task A_person_can_stop_an_import_while_it_works_and_nothing_of_it_stays()
    {
        var import = await LargeAsync("Stop");
        Assert.Equal(
            new ImportChange.Done(), await world.SendAsync(new StartImport(import.Id, import.Version, null, ImportWorld.Somebody)));
        await using var holding = await world.Application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await holding.BeginTransactionAsync(TestContext.Current.CancellationToken);
        // The venue's feed writes: the import waits for it, and is stopped there.
        await using (var feed = new NpgsqlCommand(
            "insert into crm.customers (external_reference, created_at) values ('Feed', now())", holding, transaction))
        {
            await feed.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var work = world.SendAsync(new WorkOnImport());
        await UntilAsync($"select count(*) {ImportsLockSql} and not granted");
        Assert.Equal(new ImportChange.Done(), await world.SendAsync(new AbandonImport(import.Id, ImportWorld.Somebody)));
        Assert.True(await work);
        var stopped = await world.FindAsync(import.Id);
        Assert.Equal(("abandoned", false), (stopped.State, stopped.HasFile));
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from crm.customers where external_reference like 'Stop%'"));
    }

    [Fact]
    public async Task What_two_administrators_do_to_one_import_is_done_once()
    {
        var import = await CheckedAsync("events", "External Reference,Name\nW1,Play\n");
        await world.StartAsync(import);
        Assert.Equal(
            new ImportChange.ChangedMeanwhile(),
            await world.SendAsync(new StartImport(import.Id, import.Version, null, ImportWorld.Somebody)));
        Assert.Equal(
            new ImportChange.ChangedMeanwhile(),
            await world.SendAsync(new CheckImport(import.Id, import.Version, import.Settings, ImportWorld.Somebody)));
        Assert.Equal(new ImportChange.ChangedMeanwhile(), await world.SendAsync(new AbandonImport(import.Id, ImportWorld.Somebody)));
        Assert.Null(await world.SendAsync(new AbandonImport(999_999, ImportWorld.Somebody)));
    }

    [Fact]
    public async Task An_imported_file_is_no_longer_stored_and_the_audit_names_what_was_done()
    {
        var import = await CheckedAsync("events", "External Reference,Name\nA1,Play\nA2,\n");
        var done = await world.StartAsync(import);
        Assert.False(done.HasFile);
        Assert.Equal(0, await world.ScalarAsync<long>($"select count(*) from stored_file_chunks where file_id = {done.FileId}"));
        Assert.Equal(
            ["import.uploaded", "import.checked", "import.started", "import.finished"],
            await world.LinesAsync($"select action from audit where subject_type = 'import' and subject_id = '{done.Id}' order by id"));
        Assert.Equal(
            "1",
            await world.ScalarAsync<string>(
                $"select details ->> 'Added' from audit where action = 'import.finished' and subject_id = '{done.Id}'"));
    }

    [Fact]
    public async Task Files_of_refused_rows_are_kept_one_an_import_and_go_when_it_is_stopped()
    {
        var import = await CheckedAsync("events", "External Reference,Name\nO1,\n");
        var first = import.RefusedFileId!.Value;
        import = await world.CheckAsync(import);
        var second = import.RefusedFileId!.Value;
        Assert.NotEqual(first, second);
        Assert.Equal(0, await world.ScalarAsync<long>($"select count(*) from stored_file_chunks where file_id = {first}"));
        Assert.Equal(new ImportChange.Done(), await world.SendAsync(new AbandonImport(import.Id, ImportWorld.Somebody)));
        Assert.Equal(
            0, await world.ScalarAsync<long>($"select count(*) from stored_file_chunks where file_id in ({second}, {import.FileId})"));
    }

    private async Task<Import> CheckedAsync(string kind, string file) => await world.CheckAsync(await world.UploadAsync(kind, file));

    private async Task<Import> LargeAsync(string prefix)
    {
        var file = new StringBuilder("External Reference,First Name,Last Name,Email\n");
        for (var i = 0; i < 60_000; i++)
        {
            file.Append(CultureInfo.InvariantCulture, $"{prefix}{i},Ada,Lovelace,ada{i}@example.org\n");
        }

        return await CheckedAsync("customers", file.ToString());
    }

    private async Task UntilAsync(string sql)
    {
        for (var looked = 0; await world.ScalarAsync<long>(sql) == 0; looked++)
        {
            Assert.True(looked < 3_000, "It never came to it.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
