using System.Globalization;
using System.Text;
using CsvHelper;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Files.Writers;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>Writes the refused rows of an import, as its file means them, with line and reason, to a stored file of their own.</summary>
internal sealed class RefusedRows(EncryptedFileStore store, VenueReader venues, IClock clock)
{
    private static readonly CsvWriterOptions Options = new() { WriteByteOrderMark = true };

    /// <returns>The stored file, completed on the caller's transaction; null when nothing was refused.</returns>
    public async Task<long?> StoreAsync(
        NpgsqlConnection connection, ImportClaim claim, ImportSettings settings, long refused, ImportLease lease)
    {
        if (refused == 0)
        {
            return null;
        }

        var name = $"Refused rows of {Path.GetFileNameWithoutExtension(claim.FileName)}.csv";
        var fileId = await store.CreateAsync(
            name[Math.Max(0, name.Length - 255)..], "text/csv; charset=utf-8", compressed: true, lease.Token);
        await using var source = await store.OpenAsync(claim.FileId, lease.Token);
        var content = store.Write(fileId, output => Write(connection, source, settings, output, lease.Token), lease.Token);
        var expires = clock.GetCurrentInstant() + Duration.FromDays((await venues.ReadAsync(lease.Token)).LinkDays);
        await store.CompleteAsync(connection, fileId, content, expires, lease.Token);
        return fileId;
    }

    private static void Write(
        NpgsqlConnection connection, Stream source, ImportSettings settings, Stream output, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(
            "select line, problem, problem_column from import_rows where problem is not null order by line",
            connection)
        { CommandTimeout = 0 };
        using var refusals = command.ExecuteReader();
        using var rows = CsvRows.Open(source, settings);
        var text = new CellText(settings.IsWorkbook);
        using var csv = CsvWriter.Create(output, Options, leaveOpen: true);
        var width = rows.ReadHeader()!.Count;
        foreach (var header in settings.Headers.Append("Line").Append("Reason").Append("Row as it was"))
        {
            csv.WriteField(header);
        }

        csv.EndRecord();
        while (refusals.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var line = refusals.GetInt64(0);
            while (rows.Read() && rows.Line < line)
            {
            }

            for (var i = 0; i < width; i++)
            {
                WriteText(csv, text.Meant(rows[i]));
            }

            csv.WriteField(line.ToString(CultureInfo.InvariantCulture));
            csv.WriteField(refusals.IsDBNull(2) ? refusals.GetString(1) : $"{refusals.GetString(2)}: {refusals.GetString(1)}");
            // Where the cells could not be told apart, all of it.
            WriteText(csv, rows.Problem is null ? [] : rows.Raw);
            csv.EndRecord();
        }
    }

    private static void WriteText(CsvWriter csv, ReadOnlySpan<byte> cell)
    {
        csv.WriteField(FormulaSafety.Guarded(Encoding.UTF8.GetString(cell)));
    }
}
