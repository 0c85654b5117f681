using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Holding;

/// <summary>What imports remember of their files once those are gone: the file's name, and a date and an amount of each column.</summary>
internal static class ImportNames
{
    // "Ada Lovelace.csv": the reference or the address, or every word of a name of at least two.
    private const string Sql =
        """
        with named as (
          select i.id, i.file_id, i.refused_file_id
          from data_imports i
          where i.file_id = any(@held) or i.refused_file_id = any(@held)
            or (@email <> '' and position(lower(@email) in lower(i.file_name)) > 0)
            or (length(@reference) >= 4 and position(lower(@reference) in lower(i.file_name)) > 0)
            or (cardinality(@words) >= 2 and not exists (
              select from unnest(@words) word where position(lower(word) in lower(i.file_name)) = 0))
        ), files as (
          update stored_files f
          set name = 'erased'
          from named
          where f.id in (named.file_id, named.refused_file_id)
        )
        update data_imports i
        set file_name = 'A file whose name was erased', settings = i.settings - 'survey'
        from named
        where i.id = named.id and i.state not in ('waiting', 'working')
        """;

    /// <summary>Forgets them where the file held one person, or its name says who they are.</summary>
    /// <param name="connection">In the transaction that erases the person.</param>
    /// <param name="held">The files that hold them, by their ids.</param>
    /// <param name="reference">Their external reference.</param>
    /// <param name="name">Their name, "" where there is none.</param>
    /// <param name="email">Their address, "" where there is none.</param>
    /// <param name="cancellationToken">Ends waiting for the database.</param>
    public static Task ForgetAsync(
        NpgsqlConnection connection, IReadOnlyList<long> held, string reference, string name, string email,
        CancellationToken cancellationToken) =>
        connection.RunAsync(
            Sql,
            new
            {
                held = held.ToArray(),
                reference,
                email,
                words = name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            },
            cancellationToken);
}
