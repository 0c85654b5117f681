using System.Buffers.Text;
using System.Text;
using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Holding;

/// <summary>Reads through the import files that are still stored, for whatever an import would take for one customer.</summary>
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

    public async Task<IReadOnlyList<HeldInImport>> FindAsync(ListImportsHolding asked, CancellationToken cancellationToken)
    {
        var live = await dataSource.ReadAllAsync<LiveFile>(LiveSql, cancellationToken);
        var held = new List<HeldInImport>();
        foreach (var file in live)
        {
            var seen = await SeesAsync(file, new Person(asked), cancellationToken);
            if (seen is not false)
            {
                held.Add(new HeldInImport { FileId = file.Id, FileName = file.FileName, CreatedAt = file.CreatedAt, Seen = seen });
            }
        }

        return held;
    }

    private async Task<bool?> SeesAsync(LiveFile file, Person person, CancellationToken cancellationToken)
    {
        try
        {
            var settings = ImportSettings.Parse(file.Settings);
            var asRead = file.Refused ? new ImportSettings() : settings;
            using var rows = CsvRows.Open(await store.OpenAsync(file.Id, cancellationToken), asRead);
            return Sees(
                rows, new CellText(asRead.IsWorkbook),
                Indexes(ImportKinds.Get(file.Kind), settings), file.Refused ? settings.Headers.Count + 2 : null,
                settings.IndexOf("by_customer_id"), person, cancellationToken);
        }
        catch (DamagedFileException)
        {
            return null;
        }
    }

    /// <param name="text">Reads the file's cells.</param>
    /// <param name="indexes">The columns that can name a customer.</param>
    /// <param name="asItWas">Where a file of refused rows, itself in order, holds a row whose cells could not be told apart.</param>
    /// <param name="idIndex">The column of our own numbers; -1 where there is none.</param>
    /// <param name="person">Who is looked for.</param>
    private static bool Sees(
        CsvRows rows, CellText text, int[] indexes, int? asItWas, int idIndex, Person person, CancellationToken cancellationToken)
    {
        rows.ReadHeader();
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if ((rows.Problem is not null && person.StandsIn(rows.Raw)) || (asItWas is { } whole && person.StandsIn(rows[whole])))
            {
                return true;
            }

            if (idIndex >= 0 && person.HasId(text.Read(rows[idIndex], mark: true)))
            {
                return true;
            }

            foreach (var index in indexes)
            {
                if (person.Is(text.Unguarded(text.Read(rows[index], mark: true))))
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
        string[] naming = kind.Key == "customers" ? ["external_reference", "email"] : ["customer_reference", "by_customer_email"];
        var indexes = naming.Select(settings.IndexOf).Where(index => index >= 0).ToArray();
        return indexes.Length > 0 || settings.IndexOf("by_customer_id") >= 0 ? indexes : [.. Enumerable.Range(0, settings.Headers.Count)];
    }

    /// <summary>What names one customer in a file.</summary>
    private sealed class Person(ListImportsHolding asked)
    {
        private readonly string reference = asked.Reference;
        private readonly string? email = asked.Email;
        private readonly byte[] referenceCell = Encoding.UTF8.GetBytes(asked.Reference);

        public bool HasId(ReadOnlySpan<byte> cell) =>
            Utf8Parser.TryParse(cell, out long id, out var used) && used == cell.Length && id == asked.CustomerId;

        /// <summary>Whether it is the reference, or the address as an import would mend it.</summary>
        public bool Is(ReadOnlySpan<byte> cell) =>
            cell.SequenceEqual(referenceCell)
                || (email is { Length: > 0 } && cell.Contains((byte)'@')
                    && EmailAddress.Mended(Encoding.UTF8.GetString(cell)).Equals(email, StringComparison.OrdinalIgnoreCase));

        /// <summary>Whether a row whose cells cannot be told apart holds one of them, as a word of its own.</summary>
        public bool StandsIn(ReadOnlySpan<byte> row)
        {
            if (row.IsEmpty)
            {
                return false;
            }

            var text = Encoding.UTF8.GetString(row);
            return HasWord(text, reference, StringComparison.Ordinal)
                || HasWord(text, reference.Replace("\"", "\"\"", StringComparison.Ordinal), StringComparison.Ordinal)
                || (email is { Length: > 0 } && HasWord(text, email, StringComparison.OrdinalIgnoreCase));
        }

        private static bool HasWord(string text, string word, StringComparison comparison)
        {
            for (var at = text.IndexOf(word, comparison); at >= 0; at = text.IndexOf(word, at + 1, comparison))
            {
                var end = at + word.Length;
                if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
