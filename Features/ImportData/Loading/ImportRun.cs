using CustomerListSchedules.Features.ImportData.Holding;
using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Scheduling;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>
/// Reads a file into a temporary table and merges it into crm, in one transaction: an import is there whole or not at all,
/// and a node that is killed leaves nothing behind. A dry run counts and rolls back. Memory does not grow with the file.
/// </summary>
internal sealed class ImportRun(
    NpgsqlDataSource dataSource, WorkQueue<ImportClaim> queue, EncryptedFileStore store, ErasureKey erasure, RefusedRows refusedRows,
    VenueReader venues, AuditLog audit, IClock clock)
{
    /// <summary>After this many new rows the planner is told at once.</summary>
    private const long Analyzed = 10_000;

    /// <summary>From so many rows on nothing is looked up row by row.</summary>
    private const long Many = 1_000;

    private const string RefusalsSql =
        """
        select problem, problem_column as column, count(*) as count, (array_agg(line order by line))[1:10] as lines
        from import_rows
        where problem is not null
        group by 1, 2
        order by 3 desc, 1, 2
        """;

    private const string FinishedSql =
        """
        state = case when dry_run then 'checked' else 'imported' end, outcome = @outcome::jsonb, refused_file_id = @refusedFile,
        reason = null, bytes_so_far = size_bytes, rows_so_far = @rows, finished_at = @now, version = version + 1
        """;

    private const string LoadedSql =
        """
        insert into crm.data_loads (source, kind, as_of, loaded_at) values ('Import Data', @kind, @now, @now)
        """;

    // Its cells are tidied as they are read: the triggers of crm need not look again.
    private const string Session =
        "set local statement_timeout = 0; set local lock_timeout = '60s'; set local work_mem = '64MB'; set local crm.tidied = 'yes'";

    public async Task ExecuteAsync(ImportClaim claim, ImportLease lease)
    {
        var kind = ImportKinds.Get(claim.Kind);
        var settings = ImportSettings.Parse(claim.Settings);
        var venue = await venues.ReadAsync(lease.Token);
        var erased = await erasure.ReadAsync(lease.Token);
        await using var connection = await dataSource.OpenConnectionAsync(lease.Token);
        await using var transaction = await connection.BeginTransactionAsync(lease.Token);
        await RunAsync(connection, Session, lease);
        var stager = new RowStager(kind, settings, venue, clock.GetCurrentInstant().InZone(venue.Zone).Year, erased);
        var rows = await StageAsync(connection, claim, stager, kind, settings, lease);
        var sql = MergeSql.For(kind, settings, stager.HasLeftOut, venue.Zone);
        if (rows > Many)
        {
            // The planner may take a table for empty that an import is about to fill, and then reads all of it again for each row.
            await RunAsync(connection, "set local enable_nestloop = off", lease);
        }

        lease.Phase = "checking";
        if (!claim.DryRun)
        {
            await RunAsync(connection, sql.Lock, lease);
            // With the lock held nobody can be erased any more; until then somebody could.
            if (await ErasureKey.CountAsync(connection, lease.Token) != erased.Count)
            {
                throw new ImportException("A customer was erased while the file was read. Nothing was imported; check the file again.");
            }
        }

        foreach (var check in sql.Finds.Concat(sql.Checks))
        {
            await RunAsync(connection, check, lease);
        }

        var outcome = await CountAsync(
            connection, kind, settings, sql, rows, erased, !claim.DryRun && sql.CountsByApplying, lease) with
        {
            Notices = [.. stager.Notices.All(), .. await LeftOutAsync(connection, sql, lease)],
        };
        if (!claim.DryRun)
        {
            lease.Phase = "writing";
            outcome = await ApplyAsync(connection, claim, sql, outcome, lease);
        }

        var refusedFile = await refusedRows.StoreAsync(connection, claim, settings, outcome.Refused, lease);
        await FinishAsync(connection, claim, outcome, refusedFile, lease);
        await transaction.CommitAsync(CancellationToken.None);
        if (!claim.DryRun && outcome.Added + outcome.Changed > Analyzed)
        {
            await RunAsync(connection, $"analyze {string.Join(", ", sql.Tables)}", lease);
        }
    }

    private async Task<long> StageAsync(
        NpgsqlConnection connection, ImportClaim claim, RowStager stager, ImportKind kind, ImportSettings settings, ImportLease lease)
    {
        var fields = RowStager.StagedFields(kind, settings).ToList();
        await RunAsync(connection, MergeSql.CreateStaging(fields), lease);
        long count = 0;
        await using (var file = new CountingStream(await store.OpenAsync(claim.FileId, lease.Token)))
        {
            using var rows = CsvRows.Open(file, settings);
            if (rows.ReadHeader() is not { } headers || !headers.SequenceEqual(settings.Headers))
            {
                throw new ImportException("The first line of the file is not the one that its columns were chosen by. Choose them again.");
            }

            using var copy = new BinaryCopyWriter(connection, MergeSql.Copy(fields), stager.Columns);
            while (rows.Read())
            {
                stager.Stage(rows, copy);
                if ((++count & 0x3FF) == 0)
                {
                    lease.Token.ThrowIfCancellationRequested();
                    lease.Note(file.BytesRead, count);
                }
            }

            copy.Complete();
            lease.Note(claim.SizeBytes, count);
        }

        await RunAsync(connection, "analyze import_rows", lease);
        return count;
    }

    private static async Task<ImportOutcome> CountAsync(
        NpgsqlConnection connection, ImportKind kind, ImportSettings settings, MergeSql sql, long rows, ErasedCustomers erased, bool later,
        ImportLease lease)
    {
        var refusals = await connection.ReadAllAsync<Refusal>(RefusalsSql, lease.Token, Timeout.InfiniteTimeSpan);
        var refused = refusals.Sum(refusal => refusal.Count);
        var notRetired = !settings.Complete ? null
            : refused == rows ? $"No row of the file can be used, so no {kind.One} is retired."
            : await ScalarAsync(connection, sql.Unreadable, lease) is > 0 and var unread
                ? $"{Plural.Count(unread, "row")} cannot be read well enough to tell what "
                    + $"{Plural.Word(unread, "it is", "they are")} about, "
                    + "so the file does not hold everything and nothing is retired. "
                    + $"Mend {Plural.Word(unread, "it", "them")} and import again."
                : null;
        var complete = settings.Complete && notRetired is null;
        await connection.RunAsync(sql.Gone, new { complete }, lease.Token, Timeout.InfiniteTimeSpan);
        var (deleted, missing) = await connection.ReadSingleAsync<(long, long)>(
            "select count(*) filter (where not missing), count(*) filter (where missing) from import_gone", lease.Token,
            Timeout.InfiniteTimeSpan);
        var joined = sql.JoinsLines ? rows - await ScalarAsync(connection, "select count(*) from import_rows", lease) : 0;
        var linked = new List<Linked>();
        foreach (var (label, count) in sql.Links)
        {
            linked.Add(new Linked(label, await ScalarAsync(connection, count, lease)));
        }

        var counted = later ? default : await connection.ReadSingleAsync<(long Added, long Changed)>(
            sql.Count, lease.Token, Timeout.InfiniteTimeSpan);
        var outcome = new ImportOutcome
        {
            Rows = rows,
            Joined = joined,
            Linked = linked,
            Emptied = sql.Emptied is { } emptied && HasEmptyCells(settings)
                ? [.. await connection.ReadAllAsync<Emptied>(emptied, lease.Token, Timeout.InfiniteTimeSpan)]
                : [],
            Added = counted.Added,
            Changed = counted.Changed,
            Deleted = deleted,
            Refused = refused,
            Refusals = refusals,
            Complete = settings.Complete,
            NotRetired = notRetired,
            Missing = missing,
            Kept = complete && sql.Kept is { } kept ? await ScalarAsync(connection, kept, lease) : 0,
            KeptFor = (kind as RowKind)?.Holds?.Many,
            NewNames = sql.NewNames is { } names
                ? [.. await connection.ReadAllAsync<string>(names, lease.Token, Timeout.InfiniteTimeSpan)]
                : [],
            Before = settings.Complete ? await ScalarAsync(connection, sql.Before, lease) : 0,
            Note = erased.Unknowable && kind.Key == "customers"
                ? "The protection keys are lost, so customers who were erased before cannot be recognised in this file."
                : null,
        };
        return deleted + missing == 0 ? outcome : outcome with { With = await GoesWithAsync(connection, sql, lease) };
    }

    private static bool HasEmptyCells(ImportSettings settings) => settings.Survey.Columns
        .Where((_, i) => settings.Columns.ElementAtOrDefault(i) is not null)
        .Any(column => column.Filled - (settings.EmptyWords ? column.EmptyWords : 0) < settings.Survey.Rows);

    private static async Task<IReadOnlyList<Refusal>> LeftOutAsync(NpgsqlConnection connection, MergeSql sql, ImportLease lease) =>
        sql.LeftOut is { } leftOut ? await connection.ReadAllAsync<Refusal>(leftOut, lease.Token, Timeout.InfiniteTimeSpan) : [];

    private static async Task<IReadOnlyList<GoesWith>> GoesWithAsync(NpgsqlConnection connection, MergeSql sql, ImportLease lease)
    {
        var with = new List<GoesWith>();
        foreach (var (many, count) in sql.Dependants)
        {
            if (await ScalarAsync(connection, count, lease) is > 0 and var number)
            {
                with.Add(new GoesWith(many, number));
            }
        }

        return with;
    }

    private async Task<ImportOutcome> ApplyAsync(
        NpgsqlConnection connection, ImportClaim claim, MergeSql sql, ImportOutcome outcome, ImportLease lease)
    {
        if (outcome.Missing > (claim.ConfirmedRetired ?? 0))
        {
            throw new ImportException(
                FormattableString.Invariant(
                    $"It would now retire {outcome.Missing:N0}, and {claim.ConfirmedRetired ?? 0:N0} were agreed to.")
                + " Nothing was imported; check the file again.");
        }

        foreach (var (statement, does) in sql.Apply)
        {
            var rows = await connection.RunAsync(
                statement, new { now = clock.GetCurrentInstant() }, lease.Token, Timeout.InfiniteTimeSpan);
            outcome = does switch
            {
                MergeSql.Applied.Adds => outcome with { Added = rows },
                MergeSql.Applied.Changes => outcome with { Changed = rows },
                _ => outcome,
            };
        }

        if (outcome.Deleted + outcome.Missing > 0)
        {
            await RunAsync(connection, sql.Remove, lease);
        }

        return outcome;
    }

    private async Task FinishAsync(
        NpgsqlConnection connection, ImportClaim claim, ImportOutcome outcome, long? refusedFile, ImportLease lease)
    {
        var now = clock.GetCurrentInstant();
        var earlier = await connection.ScalarAsync<long?>(
            "select refused_file_id from data_imports where id = @id", new { claim.Id }, lease.Token, Timeout.InfiniteTimeSpan);
        if (!await queue.EndAsync(
            connection, claim, FinishedSql, new { outcome = outcome.ToJson(), refusedFile, outcome.Rows, now }, lease.Token))
        {
            throw new WorkLostException();
        }

        if (earlier is { } replaced)
        {
            await store.DeleteAsync(connection, replaced, lease.Token);
        }

        if (claim.DryRun)
        {
            return;
        }

        if (outcome.Refused < outcome.Rows)
        {
            await connection.RunAsync(LoadedSql, new { claim.Kind, now }, lease.Token, Timeout.InfiniteTimeSpan);
        }

        // The uploaded copy has done its work; what was refused has a file of its own.
        await store.DeleteAsync(connection, claim.FileId, lease.Token);
        await audit.WriteAsync(
            connection, new Actor(claim.UserId, claim.Who, null), "import.finished", "import", claim.Id,
            new
            {
                claim.Kind,
                file = claim.FileName,
                outcome.Rows,
                outcome.Added,
                outcome.Changed,
                outcome.Deleted,
                retired = outcome.Missing,
                outcome.Refused,
                refusedFile,
            },
            lease.Token);
    }

    private static Task<long> ScalarAsync(NpgsqlConnection connection, string sql, ImportLease lease) => connection.ScalarAsync<long>(
        sql, lease.Token, Timeout.InfiniteTimeSpan);

    private static Task RunAsync(NpgsqlConnection connection, string sql, ImportLease lease) => connection.RunAsync(
        sql, lease.Token, Timeout.InfiniteTimeSpan);
}
