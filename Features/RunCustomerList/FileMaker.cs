using System.Data.Common;
using CustomerListSchedules.Features.RunCustomerList.Reading;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Files.Members;
using NodaTime;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>Writes rows into an encrypted file, read back and compared, with a register of who is in it.</summary>
internal sealed class FileMaker(EncryptedFileStore store, MemberRegister register)
{
    /// <summary>Before the output columns stand what is counted or the part, and customer_id.</summary>
    public const int FirstOutputOrdinal = 2;

    private const int CustomerIdOrdinal = 1;

    /// <param name="name">Under which its recipients save it, without the format's extension; see <see cref="FileName"/>.</param>
    /// <param name="fileFormat">csv, xlsx or docx.</param>
    /// <param name="rows">With customer_id and the output columns.</param>
    /// <param name="columns">The output columns.</param>
    /// <param name="zone">The venue's.</param>
    /// <param name="isFirst">Of the row that the reader stands on: whether its customer has not been there yet.</param>
    /// <param name="expected">Once all are written: how many rows the list has.</param>
    /// <param name="newcomers">Told of each row, where it matters who is new on the list.</param>
    /// <param name="rowWritten">Told of each row, with how many there are so far.</param>
    /// <param name="cancellationToken">Abandons it; what was stored is swept later.</param>
    /// <returns>Null where the file would have the new customers alone, and nobody is new.</returns>
    /// <exception cref="RowCountException">It has other rows than the list has members.</exception>
    public async Task<(long Id, StoredFileContent Content, long CutCells)?> MakeAsync(
        Func<string, string> name, string fileFormat, DbDataReader rows, IReadOnlyList<FileColumn> columns, DateTimeZone zone,
        Func<bool> isFirst, Func<long> expected, Newcomers? newcomers, Action<long> rowWritten, CancellationToken cancellationToken)
    {
        var compared = newcomers is null ? null : new NewcomerReader(rows, newcomers, FirstOutputOrdinal + columns.Count, isFirst);
        if (compared?.Any() == false)
        {
            return compared.Skipped == expected() ? null : throw new RowCountException(expected(), compared.Skipped);
        }

        if (newcomers is { Marked: true })
        {
            columns = [.. columns, new FileColumn(Newcomers.Column, FileColumnKind.YesNo)];
        }

        var writer = FileWriters.For(fileFormat);
        var fileId = await store.CreateAsync(
            name(writer.Extension), writer.ContentType, writer.CompressWhenStored, cancellationToken);
        using var recorder = await register.RecordAsync(fileId, cancellationToken);
        FileWritten? written = null;
        var content = await Task.Run(
            () => store.Write(
                fileId,
                stream => written = Write(
                    writer, stream, compared ?? rows, columns, zone,
                    count =>
                    {
                        rowWritten(count);
                        if (compared?.IsFirst ?? isFirst())
                        {
                            recorder.Add(rows.GetInt64(CustomerIdOrdinal));
                        }
                    },
                    cancellationToken),
                cancellationToken),
            cancellationToken);
        var read = written!.Rows + (compared?.Skipped ?? 0);
        if (read != expected())
        {
            throw new RowCountException(expected(), read);
        }

        await recorder.CompleteAsync(cancellationToken);
        await store.VerifyAsync(fileId, content, cancellationToken);
        return (fileId, content, written.CutCells);
    }

    private static FileWritten Write(
        IFileWriter writer, Stream output, DbDataReader rows, IReadOnlyList<FileColumn> columns, DateTimeZone zone, Action<long> rowWritten,
        CancellationToken cancellationToken)
    {
        try
        {
            return writer.Write(output, rows, FirstOutputOrdinal, columns, zone, rowWritten, cancellationToken);
        }
        catch (Exception e) when (UnreadableCell.IsFault(e))
        {
            // The reader still stands at the row that failed.
            if (UnreadableCell.Find(rows, FirstOutputOrdinal, columns, zone) is { } column)
            {
                throw new UnreadableValueException(column.Label, rows.GetInt64(CustomerIdOrdinal));
            }

            throw;
        }
    }
}
