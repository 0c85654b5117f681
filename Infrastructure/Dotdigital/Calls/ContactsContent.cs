using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Infrastructure.Dotdigital.Calls;

/// <summary>
/// An import's people as JSON, written to the connection as they are made. No channel properties and no consent go along: whoever has
/// unsubscribed stays so.
/// </summary>
internal sealed class ContactsContent : HttpContent
{
    private const int FlushAt = 64 * 1024;

    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly long addressBookId;
    private readonly IReadOnlyCollection<DotdigitalContact> contacts;

    public ContactsContent(long addressBookId, IReadOnlyCollection<DotdigitalContact> contacts)
    {
        this.addressBookId = addressBookId;
        this.contacts = contacts;
        Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(FlushAt + (16 * 1024));
        await using var json = new Utf8JsonWriter(buffer, Writing);
        json.WriteStartObject();
        json.WriteString("mergeOption"u8, "overwrite"u8);
        json.WriteStartArray("contacts"u8);
        foreach (var contact in contacts)
        {
            Write(json, contact);
            if (json.BytesPending + buffer.WrittenCount >= FlushAt)
            {
                json.Flush();
                await stream.WriteAsync(buffer.WrittenMemory, cancellationToken);
                buffer.ResetWrittenCount();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        await stream.WriteAsync(buffer.WrittenMemory, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private void Write(Utf8JsonWriter json, DotdigitalContact contact)
    {
        json.WriteStartObject();
        json.WriteString("matchIdentifier"u8, "email"u8);
        json.WriteStartObject("identifiers"u8);
        json.WriteString("email"u8, contact.Email);
        json.WriteEndObject();
        json.WriteStartObject("dataFields"u8);
        foreach (var (name, value) in contact.DataFields)
        {
            Write(json, name, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("lists"u8);
        json.WriteNumberValue(addressBookId);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: break;
            case string text: json.WriteString(name, text); break;
            case bool flag: json.WriteBoolean(name, flag); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: json.WriteNumber(name, number); break;
            case decimal number: json.WriteNumber(name, number); break;
            case double number: json.WriteNumber(name, number); break;
            case DateOnly date: json.WriteString(name, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case LocalDate date: json.WriteString(name, LocalDatePattern.Iso.Format(date)); break;
            case Instant instant: json.WriteString(name, InstantPattern.General.Format(instant)); break;
            default: throw new ArgumentException($"A data field cannot hold a {value.GetType().Name}.", nameof(value));
        }
    }
}
