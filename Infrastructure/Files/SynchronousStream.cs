namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>
/// Writes at once what is written asynchronously, so that a library with asynchronous methods alone can be fed from a synchronous
/// reader on one thread. Leaves the stream it writes to open.
/// </summary>
internal sealed class SynchronousStream(Stream output) : WriteOnlyStream
{
    public override void Write(ReadOnlySpan<byte> bytes) => output.Write(bytes);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        output.Write(buffer.Span);
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => output.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        output.Flush();
        return Task.CompletedTask;
    }
}
