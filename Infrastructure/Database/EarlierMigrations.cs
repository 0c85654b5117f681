using Npgsql;

namespace CustomerListSchedules.Infrastructure.Database;

/// <summary>
/// Databases that EF Core's migrator made, until version 0.9.0. Its migrations were folded into the first ten of ours, which give the same
/// schema to the letter: such a database is taken over by noting those ten as done. Its old history, <c>schema_migrations</c>, stays as it
/// is: a node of 0.9.0 that still runs beside the first new one asks it whether its database is current.
/// </summary>
internal static class EarlierMigrations
{
    /// <summary>The last of our migrations that hold what was folded.</summary>
    private const string LastFolded = "0010_dotdigital";

    private const string LastOfThose = "0051_values_quickly";

    /// <summary>MD5 of the names of all of them: nothing less and nothing else was folded.</summary>
    private const string AllOfThose = "e67ef10eed3a2ee20d196a1fc608fbc4";

    private const string StandSql =
        """
        select to_regclass('schema_versions') is not null, to_regclass('schema_migrations') is not null, to_regclass('users') is not null
        """;

    private const string DoneSql = "select scriptname from schema_versions";

    private const string HistorySql =
        """
        select max("MigrationId" collate "C"), md5(string_agg("MigrationId", ',' order by "MigrationId" collate "C"))
        from schema_migrations
        """;

    // The table as DbUp makes it.
    private const string AdoptSql =
        """
        create table schema_versions (
          schemaversionsid serial not null,
          scriptname varchar(255) not null,
          applied timestamp without time zone not null,
          constraint "PK_schema_versions_Id" primary key (schemaversionsid)
        );
        insert into schema_versions (scriptname, applied)
        select name, clock_timestamp()::timestamp from unnest(@folded) with ordinality n (name, place) order by place
        """;

    /// <summary>Which of our migrations a database has, whoever ran them.</summary>
    /// <exception cref="CannotStartException">It was made by an older version than can be taken over, or by something else.</exception>
    public static async Task<IReadOnlySet<string>> DoneAsync(
        NpgsqlConnection connection, IEnumerable<string> ours, CancellationToken cancellationToken)
    {
        var (hasJournal, hasHistory, hasTables) = await StandAsync(connection, cancellationToken);
        if (hasJournal)
        {
            return (await connection.ReadAllAsync<string>(DoneSql, cancellationToken)).ToHashSet();
        }

        if (hasHistory)
        {
            return (await IsWholeAsync(connection, hasTables, cancellationToken) ? Folded(ours) : []).ToHashSet();
        }

        return !hasTables ? new HashSet<string>() : throw new CannotStartException(
            "The database has tables of these names, but nothing says which version made them. Restore a backup as a whole,"
            + " or name an empty database in ConnectionStrings:Default.");
    }

    /// <summary>Fills the journal of a database that has none, once. Under the migration lock.</summary>
    /// <exception cref="CannotStartException">As for <see cref="DoneAsync"/>.</exception>
    public static async Task AdoptAsync(NpgsqlConnection connection, IEnumerable<string> ours, CancellationToken cancellationToken)
    {
        var (hasJournal, hasHistory, hasTables) = await StandAsync(connection, cancellationToken);
        if (!hasJournal && hasHistory && await IsWholeAsync(connection, hasTables, cancellationToken))
        {
            await connection.InTransactionAsync(
                inside => inside.RunAsync(AdoptSql, new { folded = Folded(ours).ToArray() }, cancellationToken), cancellationToken);
        }
    }

    private static Task<(bool HasJournal, bool HasHistory, bool HasTables)> StandAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ReadSingleAsync<(bool, bool, bool)>(StandSql, cancellationToken);

    private static IEnumerable<string> Folded(IEnumerable<string> ours) =>
        ours.Where(name => string.CompareOrdinal(name, LastFolded) <= 0);

    /// <summary>False where the migrator made its history and then nothing more.</summary>
    private static async Task<bool> IsWholeAsync(NpgsqlConnection connection, bool hasTables, CancellationToken cancellationToken)
    {
        var (newest, all) = await connection.ReadSingleAsync<(string?, string?)>(HistorySql, cancellationToken);
        return all switch
        {
            AllOfThose => true,
            null when !hasTables => false,
            { } when string.CompareOrdinal(newest, LastOfThose) < 0 => throw new CannotStartException(
                $"The database was made by a version before 0.9.0: its last migration is {newest}. Back it up, start version 0.9.0 on it"
                + " once, and then this one."),
            _ => throw new CannotStartException(
                $"The database was made by a version that is not known here: its last migration is {newest ?? "missing"}."
                + " A database of version 0.9.0 or later is needed: restore a backup, or start the version that made it."),
        };
    }
}
