using System.Data.Common;
using NodaTime;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>Streams rows to a file of one format, in constant memory.</summary>
public interface IFileWriter
{
    /// <summary>"csv", "xlsx" or "docx".</summary>
    string Format { get; }

    /// <summary>With its dot.</summary>
    string Extension { get; }

    string ContentType { get; }

    /// <summary>False for formats that are zip files already.</summary>
    bool CompressWhenStored { get; }

    /// <summary>
    /// Writes a header row and every row that is left in <paramref name="rows"/>, reading column i of
    /// <paramref name="columns"/> from ordinal <paramref name="firstOrdinal"/> + i. Leaves <paramref name="output"/> open.
    /// <paramref name="rowWritten"/> is called once a row, while the reader stands on it, with the number of rows written so far.
    /// </summary>
    /// <exception cref="TooManyRowsException">The format cannot hold so many rows.</exception>
    /// <exception cref="TooManyColumnsException">The format cannot hold so many columns.</exception>
    FileWritten Write(
        Stream output,
        DbDataReader rows,
        int firstOrdinal,
        IReadOnlyList<FileColumn> columns,
        DateTimeZone zone,
        Action<long> rowWritten,
        CancellationToken cancellationToken);
}
