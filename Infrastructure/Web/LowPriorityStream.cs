using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>Writes on; leaves the lane while the line takes what is written, and comes back for more.</summary>
internal sealed class LowPriorityStream(Stream line, LowPriorityGate.Pass pass) : WriteOnlyStream
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        pass.Leave();
        await line.WriteAsync(buffer, cancellationToken);
        await pass.EnterAsync(cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override Task FlushAsync(CancellationToken cancellationToken) => line.FlushAsync(cancellationToken);
}
