using System.Text;
using CustomerListSchedules.Infrastructure.Files;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>An uploaded file, or one of refused rows, that holds a customer.</summary>
public sealed record HeldInImport
{
    public required long FileId { get; init; }

    public required string FileName { get; init; }

    public required Instant CreatedAt { get; init; }

    /// <summary>Null where it may not be read, and so is taken to hold the customer.</summary>
    public bool? Seen { get; init; } = true;
}

/// <summary>Reads through the import files that are still stored, for one customer's reference or e-mail address.</summary>
internal sealed class ImportFilesHolding(NpgsqlDataSource dataSource, EncryptedFileStore store)
{
    private const string LiveSql =
        """
        select f.id, f.name as file_name, f.created_at, i.kind, i.settings::text as settings, f.id = i.refused_file_id as refused
        from data_imports i
        join stored_files f on f.id in (i.file_id, i.refused_file_id)
        where f.deleted_at is null and f.completed_at is not null
        order by f.id
        """;

    private sealed record LiveFile
    {
        public long Id { get; init; }
        public string FileName { get; init; } = "";
        public Instant CreatedAt { get; init; }
        public string Kind { get; init; } = "";
        public string Settings { get; init; } = "";
        public bool Refused { get; init; }
    }

    public async Task<IReadOnlyList<HeldInImport>> FindAsync(string reference, string? email, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var live = await connection.QueryAsync<LiveFile>(new CommandDefinition(LiveSql, cancellationToken: cancellationToken));
        var held = new List<HeldInImport>();
        foreach (var file in live)
        {
            var seen = await SeesAsync(file, reference, email, cancellationToken);
            if (seen is not false)
            {
                held.Add(new HeldInImport { FileId = file.Id, FileName = file.FileName, CreatedAt = file.CreatedAt, Seen = seen });
            }
        }

        return held;
    }

    private async Task<bool?> SeesAsync(LiveFile file, string reference, string? email, CancellationToken cancellationToken)
    {
        try
        {
            var settings = ImportSettings.Parse(file.Settings);
            var (encoding, separator) = file.Refused ? (FileEncodings.Utf8, ',') : (settings.Encoding, settings.Separator);
            using var rows = new CsvRows(FileEncodings.ToUtf8(await store.OpenAsync(file.Id, cancellationToken), encoding), separator);
            return Sees(rows, Indexes(ImportKinds.Get(file.Kind), settings), Encoding.UTF8.GetBytes(reference), email is null ? [] : Encoding.UTF8.GetBytes(email), cancellationToken);
        }
        catch (DamagedFileException)
        {
            return null;
        }
    }

    private static bool Sees(CsvRows rows, int[] indexes, byte[] reference, byte[] email, CancellationToken cancellationToken)
    {
        rows.ReadHeader();
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (rows.Problem is not null && rows.Raw.IndexOf(reference) >= 0)
            {
                return true;
            }

            foreach (var index in indexes)
            {
                var cell = Cells.Trim(rows[index]);
                if (cell.SequenceEqual(reference) || (email.Length > 0 && Ascii.EqualsIgnoreCase(cell, email)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The columns that can name a customer; every column when none was recognised.</summary>
    private static int[] Indexes(ImportKind kind, ImportSettings settings)
    {
        string[] naming = kind.Key == "customers" ? ["external_reference", "email"] : ["customer_reference"];
        var indexes = naming.Select(settings.IndexOf).Where(index => index >= 0).ToArray();
        return indexes.Length > 0 ? indexes : [.. Enumerable.Range(0, settings.Headers.Count)];
    }
}
