using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using CustomerListSchedules.Infrastructure.Dotdigital;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using NodaTime.Text;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>
/// The people of one import as they were read, compressed and encrypted. The purpose holds mailing, attempt and page, so that a page
/// decrypts only where it was written.
/// </summary>
internal sealed class MailingPages(IDataProtectionProvider provider)
{
    public byte[] Protect(long mailingId, int attempt, int page, IReadOnlyList<MailingPerson> people)
    {
        using var plain = new MemoryStream();
        using (var compressed = new GZipStream(plain, CompressionLevel.Fastest, leaveOpen: true))
        using (var json = new Utf8JsonWriter(compressed))
        {
            json.WriteStartArray();
            foreach (var person in people)
            {
                Write(json, person);
            }

            json.WriteEndArray();
        }

        return Protector(mailingId, attempt, page).Protect(plain.ToArray());
    }

    /// <exception cref="System.Security.Cryptography.CryptographicException">The keys are lost, or the page is not the one that was
    /// written there.</exception>
    public IReadOnlyList<MailingPerson> Unprotect(long mailingId, int attempt, int page, byte[] content)
    {
        var compressed = Protector(mailingId, attempt, page).Unprotect(content);
        // RFC 1952: the last four bytes tell how long it was. Pages come one after the other, so that their room is lent and given back.
        var length = BinaryPrimitives.ReadInt32LittleEndian(compressed.AsSpan()[^4..]);
        var plain = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            using var json = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
            json.ReadExactly(plain, 0, length);
            return Read(plain.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain, clearArray: true);
        }
    }

    private IDataProtector Protector(long mailingId, int attempt, int page) =>
        provider.CreateProtector("MailingPage", $"mailing {mailingId}", $"attempt {attempt}", $"page {page}");

    // [customer, address, field, kind, value, field, kind, value, …]
    private static void Write(Utf8JsonWriter json, MailingPerson person)
    {
        json.WriteStartArray();
        json.WriteNumberValue(person.CustomerId);
        json.WriteStringValue(person.Contact.Email);
        foreach (var (name, value) in person.Contact.DataFields)
        {
            var (kind, text) = Text(value);
            json.WriteStringValue(name);
            json.WriteStringValue(kind);
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static List<MailingPerson> Read(ReadOnlySpan<byte> content)
    {
        var json = new Utf8JsonReader(content);
        var people = new List<MailingPerson>(DotdigitalLimits.ContactsPerImport);
        var names = new List<string>();
        var fields = new List<KeyValuePair<string, object?>>();
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.StartArray)
        {
            json.Read();
            var customerId = json.GetInt64();
            json.Read();
            var email = json.GetString()!;
            fields.Clear();
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                var name = Name(ref json, names, fields.Count);
                json.Read();
                var kind = json.ValueSpan is [var letter] ? (char)letter : '\0';
                json.Read();
                fields.Add(new(name, Value(kind, json.TokenType == JsonTokenType.Null ? null : json.GetString())));
            }

            people.Add(new MailingPerson(customerId, new DotdigitalContact(email, fields.ToArray())));
        }

        return people;
    }

    // Everybody has the same fields in the same order: their names are made once.
    private static string Name(ref Utf8JsonReader json, List<string> names, int place)
    {
        if (place < names.Count && json.ValueTextEquals(names[place]))
        {
            return names[place];
        }

        var name = json.GetString()!;
        if (place == names.Count)
        {
            names.Add(name);
        }

        return name;
    }

    private static (string Kind, string? Text) Text(object? value) => value switch
    {
        null => ("", null),
        string text => ("t", text),
        long number => ("n", number.ToString(CultureInfo.InvariantCulture)),
        decimal number => ("d", number.ToString(CultureInfo.InvariantCulture)),
        bool yes => ("b", yes ? "1" : "0"),
        LocalDate date => ("l", LocalDatePattern.Iso.Format(date)),
        Instant at => ("i", InstantPattern.ExtendedIso.Format(at)),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType(), "Not a kind of data field."),
    };

    private static object? Value(char kind, string? text) => (kind, text) switch
    {
        (_, null) => null,
        ('t', _) => text,
        ('n', _) => long.Parse(text, CultureInfo.InvariantCulture),
        ('d', _) => decimal.Parse(text, CultureInfo.InvariantCulture),
        ('b', _) => text == "1",
        ('l', _) => LocalDatePattern.Iso.Parse(text).Value,
        ('i', _) => InstantPattern.ExtendedIso.Parse(text).Value,
        _ => throw new InvalidDataException("A stored page of a mailing holds a kind that this version does not know."),
    };
}
