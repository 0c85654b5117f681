using System.Buffers.Binary;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Database;

/// <summary>
/// Writes rows in PostgreSQL's binary COPY format, text as the UTF-8 that it already is. A row can be begun anew, so that a
/// value found wrong half-way does not spoil it. Nothing is kept unless <see cref="Complete"/> is reached.
/// </summary>
public sealed class BinaryCopyWriter : IDisposable
{
    private static readonly Instant Epoch = Instant.FromUtc(2000, 1, 1, 0, 0);
    private static readonly LocalDate EpochDate = new(2000, 1, 1);

    private static ReadOnlySpan<byte> Signature => [
        (byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0
    ];

    private readonly NpgsqlRawCopyStream stream;
    private readonly short columns;
    private byte[] buffer = new byte[128 * 1024];
    private int used;
    private int row;
    private bool completed;

    /// <param name="connection">An open connection; it is busy until this is disposed.</param>
    /// <param name="copy"><c>copy … from stdin (format binary)</c>.</param>
    /// <param name="columns">Values in each row.</param>
    public BinaryCopyWriter(NpgsqlConnection connection, string copy, int columns)
    {
        stream = connection.BeginRawBinaryCopy(copy);
        this.columns = (short)columns;
        Signature.CopyTo(Take(Signature.Length));
        Take(8).Clear(); // No flags, no header extension.
        row = used;
    }

    /// <summary>Begins a row; what was written of the present one since it began stays.</summary>
    public void StartRow()
    {
        if (used > buffer.Length / 2)
        {
            stream.Write(buffer, 0, used);
            used = 0;
        }

        row = used;
        BinaryPrimitives.WriteInt16BigEndian(Take(2), columns);
    }

    /// <summary>Forgets the values of the present row.</summary>
    public void RestartRow() => used = row + 2;

    public void WriteNull() => BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);

    public void Write(long value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(4), 8);
        BinaryPrimitives.WriteInt64BigEndian(Take(8), value);
    }

    public void Write(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(4), 4);
        BinaryPrimitives.WriteInt32BigEndian(Take(4), value);
    }

    public void Write(bool value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(4), 1);
        Take(1)[0] = value ? (byte)1 : (byte)0;
    }

    /// <param name="utf8">Valid UTF-8 without a NUL.</param>
    public void Write(ReadOnlySpan<byte> utf8)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(4), utf8.Length);
        utf8.CopyTo(Take(utf8.Length));
    }

    public void Write(LocalDate date) => Write(Period.DaysBetween(EpochDate, date));

    public void Write(Instant at) => Write((at - Epoch).BclCompatibleTicks / 10);

    /// <summary>Ends the COPY.</summary>
    public void Complete()
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(2), -1);
        stream.Write(buffer, 0, used);
        used = 0;
        stream.Dispose();
        completed = true;
    }

    public void Dispose()
    {
        if (!completed)
        {
            stream.Cancel();
            stream.Dispose();
        }
    }

    private Span<byte> Take(int count)
    {
        if (used + count > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, used + count));
        }

        used += count;
        return buffer.AsSpan(used - count, count);
    }
}
