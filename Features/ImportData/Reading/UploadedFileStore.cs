using System.Buffers;
using System.IO.Pipelines;
using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.ImportData.Reading.Workbooks;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Files.Scratch;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>
/// Takes an uploaded file of any size into the encrypted store: CSV as it is, a sheet of a workbook as CSV. Memory does not grow with it.
/// </summary>
internal sealed class UploadedFileStore(EncryptedFileStore store, ScratchFolders scratch, ImportOptions options)
{
    /// <summary>So much of a file tells a workbook from text.</summary>
    private const int Start = 4;

    /// <param name="fileId">The stored file, created and not completed.</param>
    /// <param name="kind">What its rows are.</param>
    /// <param name="source">The file.</param>
    /// <param name="sheet">Of a workbook; null for the first that holds anything.</param>
    /// <param name="cancellationToken">When the sender has gone.</param>
    /// <returns>What was stored, and how it is best read.</returns>
    /// <exception cref="ImportException">It is neither CSV nor a workbook that can be read, or too large.</exception>
    public async Task<(StoredFileContent Content, ImportSettings Settings)> StoreAsync(
        long fileId, ImportKind kind, Stream source, string? sheet, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(source, new StreamPipeReaderOptions(bufferSize: 128 * 1024, leaveOpen: true));
        var start = await reader.ReadAtLeastAsync(Start, cancellationToken);
        var isWorkbook = IsWorkbook(start);
        reader.AdvanceTo(start.Buffer.Start);
        if (isWorkbook)
        {
            return await StoreWorkbookAsync(fileId, kind, reader, sheet, cancellationToken);
        }

        using var inspector = new FileInspector();
        var content = await StoreTextAsync(fileId, reader, inspector, cancellationToken);
        return (content, inspector.Detect());
    }

    private static bool IsWorkbook(ReadResult start)
    {
        Span<byte> bytes = stackalloc byte[Start];
        var length = (int)Math.Min(Start, start.Buffer.Length);
        start.Buffer.Slice(0, length).CopyTo(bytes);
        return Workbook.IsOne(bytes[..length]);
    }

    /// <summary>A workbook is no stream: its reader goes back and forth in it, so that it lies on disk until it was read.</summary>
    private async Task<(StoredFileContent Content, ImportSettings Settings)> StoreWorkbookAsync(
        long fileId, ImportKind kind, PipeReader reader, string? sheet, CancellationToken cancellationToken)
    {
        using var folder = scratch.Create();
        var path = Path.Combine(folder.Folder, "upload.xlsx");
        await using (var file = File.Create(path))
        {
            await CopyAsync(reader, PipeWriter.Create(file), cancellationToken);
        }

        return await Task.Run(
            () =>
            {
                var workbook = new Workbook(path, options.MostUnfolded, cancellationToken);
                ImportSettings? settings = null;
                var content = store.Write(
                    fileId, output => settings = WorkbookRows.Write(workbook, sheet, kind, output, cancellationToken), cancellationToken);
                return (content, settings!);
            },
            CancellationToken.None);
    }

    /// <summary>The request's bytes come asynchronously, the store takes them synchronously: a pipe of bounded size is between.</summary>
    private async Task<StoredFileContent> StoreTextAsync(
        long fileId, PipeReader reader, FileInspector inspector, CancellationToken cancellationToken)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1024 * 1024, resumeWriterThreshold: 512 * 1024));
        var storing = Task.Run(
            () => store.Write(fileId, output => Pass(pipe.Reader, output, inspector), cancellationToken), CancellationToken.None);
        Exception? failure = null;
        try
        {
            await CopyAsync(reader, pipe.Writer, cancellationToken);
        }
        catch (Exception e)
        {
            failure = e;
        }

        await pipe.Writer.CompleteAsync(failure);
        return await storing;
    }

    private async Task CopyAsync(PipeReader from, PipeWriter to, CancellationToken cancellationToken)
    {
        long size = 0;
        while (true)
        {
            var read = await from.ReadAsync(cancellationToken);
            size += read.Buffer.Length;
            if (size > options.MostBytes)
            {
                throw new ImportException(
                    $"The file is larger than {FileSize.Words(options.MostBytes)}, the most that is taken here. Import it in parts, or let "
                    + "an administrator of the server raise Import:MostMegabytes.");
            }

            foreach (var piece in read.Buffer)
            {
                await to.WriteAsync(piece, cancellationToken);
            }

            from.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                await to.FlushAsync(cancellationToken);
                return;
            }
        }
    }

    private static void Pass(PipeReader from, Stream to, FileInspector inspector)
    {
        using var input = from.AsStream();
        var buffer = new byte[128 * 1024];
        int read;
        while ((read = input.Read(buffer)) > 0)
        {
            inspector.See(buffer.AsSpan(0, read));
            to.Write(buffer.AsSpan(0, read));
        }
    }
}
