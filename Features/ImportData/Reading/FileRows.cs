using System.Text;
using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Infrastructure.Files;
using NodaTime;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>The beginning of an uploaded file.</summary>
internal sealed class FileRows(EncryptedFileStore store)
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

        var survey = FileSurvey.Of(rows, settings.IsWorkbook, cancellationToken);
        return settings with
        {
            Headers = headers,
            Columns = ColumnMatcher.Match(kind, headers),
            Survey = survey,
            Styles = [.. survey.Columns.Select(column => column.Style)],
        };
    }

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
