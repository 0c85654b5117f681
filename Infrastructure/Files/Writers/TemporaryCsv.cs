using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Files.Writers;

/// <summary>A query's answer as a CSV file (RFC 4180, UTF-8 with a byte order mark) to be downloaded once and kept nowhere.</summary>
public static class TemporaryCsv
{
    /// <param name="command">What to ask; it may take ten minutes.</param>
    /// <param name="columns">A column each of its answer.</param>
    /// <param name="zone">For instants.</param>
    /// <param name="taken">Notes that the file was taken; without that nobody gets it.</param>
    /// <returns>A temporary file at its start, deleted when it is closed.</returns>
    public static async Task<Stream> WriteAsync(
        NpgsqlCommand command, FileColumn[] columns, DateTimeZone zone, Func<Task> taken, CancellationToken cancellationToken)
    {
        command.CommandTimeout = 600;
        var file = new FileStream(
            Path.GetTempFileName(), FileMode.Truncate, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
        try
        {
            await using (var rows = await command.ExecuteReaderAsync(cancellationToken))
            {
                FileWriters.For("csv").Write(file, rows, 0, columns, zone, _ => { }, cancellationToken);
            }

            await taken();
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }
}
