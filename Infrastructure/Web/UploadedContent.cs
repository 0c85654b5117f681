using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>Says of a form that ends before its file does that the sender is to blame.</summary>
internal sealed class UploadedContent(Stream content) : ReadOnlyStream
{
    public static bool IsSenders(Exception exception) => exception is InvalidDataException or IOException and not BadHttpRequestException;

    public static BadHttpRequestException Refused(Exception cause) => new("The form is cut off.", StatusCodes.Status400BadRequest, cause);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (IsSenders(e))
        {
            throw Refused(e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer) => content.Read(buffer);
}
