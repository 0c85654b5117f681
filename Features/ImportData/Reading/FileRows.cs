using System.Text;
using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>The beginning of an uploaded file.</summary>
internal sealed class FileRows(EncryptedFileStore store, NpgsqlDataSource dataSource)
{
    private const int Shown = 20;
    internal const int MostColumns = 500;

    /// <summary>The same settings with the headers of the file as they read it, and its columns recognised by name.</summary>
    /// <exception cref="ImportException">No line names the columns.</exception>
    public async Task<ImportSettings> RecogniseAsync(
        long fileId, ImportKind kind, ImportSettings settings, CancellationToken cancellationToken)
    {
        using var rows = await OpenAsync(fileId, settings, cancellationToken);
        var headers = rows.ReadHeader() ?? throw new ImportException("The first line of the file does not name its columns.");
        if (headers.Count > MostColumns)
        {
            throw new ImportException($"The file has {headers.Count} columns; at most {MostColumns} can be read.");
        }

        if (headers.Any(header => header.Contains('\0', StringComparison.Ordinal)))
        {
            throw new ImportException("The first line holds NUL characters, which no text has: is this a text file, and in this encoding?");
        }

        var survey = FileSurvey.Of(rows, settings, cancellationToken);
        return settings with
        {
            Headers = headers,
            Columns = ColumnMatcher.Match(kind, headers, await PreferencesAsync(kind, cancellationToken)),
            Survey = survey,
            Styles = [.. survey.Columns.Select(column => column.Style)],
        };
    }

    /// <summary>The contact preferences by their names, plain, which a column of answers can have; none where several have one.</summary>
    private async Task<IReadOnlyDictionary<string, string>> PreferencesAsync(ImportKind kind, CancellationToken cancellationToken) =>
        kind is not RowKind { HasLinkColumns: true }
            ? new Dictionary<string, string>()
            : (await dataSource.ReadAllAsync<(string Reference, string Name)>(
                "select external_reference, name from crm.contact_preferences", cancellationToken))
                .GroupBy(preference => ColumnMatcher.Plain(preference.Name))
                .Where(named => named.Count() == 1)
                .ToDictionary(named => named.Key, named => LinkColumn.Of(named.Single().Reference));

    public async Task<IReadOnlyList<FirstRow>> FirstAsync(long fileId, ImportSettings settings, CancellationToken cancellationToken)
    {
        using var rows = await OpenAsync(fileId, settings, cancellationToken);
        var width = rows.ReadHeader()?.Count ?? 0;
        var first = new List<FirstRow>();
        while (first.Count < Shown && rows.Read())
        {
            first.Add(new FirstRow(
                rows.Line, [.. Enumerable.Range(0, width).Select(i => Encoding.UTF8.GetString(rows[i]).Replace('\0', '\uFFFD'))],
                rows.Problem));
        }

        return first;
    }

    private async Task<CsvRows> OpenAsync(long fileId, ImportSettings settings, CancellationToken cancellationToken) =>
        CsvRows.Open(await store.OpenAsync(fileId, cancellationToken), settings);
}
