using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.Files;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using NodaTime.Text;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>A person of a mailing: the customer, and what goes to Dotdigital.</summary>
internal sealed record MailingPerson(long CustomerId, DotdigitalContact Contact)
{
    /// <summary>In the place of a customer's id: whoever gets a test.</summary>
    public const long NoCustomer = 0;

    /// <summary>Before the output columns of <c>CompiledList.MailingSql</c>.</summary>
    private const int FirstOutputOrdinal = 6;

    private const int FirstAlwaysOrdinal = 3;

    public static MailingPerson Read(NpgsqlDataReader row, IReadOnlyList<DataField> fields)
    {
        var values = new KeyValuePair<string, object?>[fields.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var ordinal = i < DataFields.Always.Count ? FirstAlwaysOrdinal + i : FirstOutputOrdinal + i - DataFields.Always.Count;
            values[i] = new(fields[i].Name, row.IsDBNull(ordinal) ? null : Value(row, ordinal, fields[i].Kind));
        }

        return new MailingPerson(row.GetInt64(1), new DotdigitalContact(row.GetString(2), values));
    }

    private static object Value(NpgsqlDataReader row, int ordinal, FileColumnKind kind) => kind switch
    {
        FileColumnKind.Integer => row.GetInt64(ordinal),
        FileColumnKind.Decimal => row.GetDecimal(ordinal),
        FileColumnKind.Date => LocalDate.FromDateOnly(row.GetFieldValue<DateOnly>(ordinal)),
        FileColumnKind.Instant => Instant.FromDateTimeUtc(row.GetDateTime(ordinal)),
        FileColumnKind.YesNo => row.GetBoolean(ordinal),
        _ => row.GetString(ordinal),
    };
}
