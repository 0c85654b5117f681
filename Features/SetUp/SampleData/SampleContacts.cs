using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>Tags, contact preferences with their answers, and mailings received.</summary>
internal static class SampleContacts
{
    public static void WriteTags(NpgsqlConnection connection, SampleCustomers customers)
    {
        var random = new SampleRandom(5);
        Names(connection, "copy crm.tags (id, external_reference, name) from stdin (format binary)", "T", SampleWords.Tags);
        using var writer = connection.BeginBinaryImport("copy crm.customer_tags (customer_id, tag_id) from stdin (format binary)");
        for (long customer = 1; customer <= customers.Count; customer++)
        {
            for (long tag = 1; tag <= SampleWords.Tags.Length; tag++)
            {
                if (random.Chance(0.04))
                {
                    writer.WriteRow(customer, tag);
                }
            }
        }

        writer.Complete();
    }

    public static void WritePreferences(NpgsqlConnection connection, SampleCustomers customers)
    {
        var random = new SampleRandom(6);
        Names(
            connection, "copy crm.contact_preferences (id, external_reference, name) from stdin (format binary)", "P",
            SampleWords.ContactPreferences);
        using var writer = connection.BeginBinaryImport(
            "copy crm.customer_contact_preferences (customer_id, contact_preference_id, answer) from stdin (format binary)");
        for (long customer = 1; customer <= customers.Count; customer++)
        {
            for (long preference = 1; preference <= SampleWords.ContactPreferences.Length; preference++)
            {
                if (random.Chance(0.75))
                {
                    writer.WriteRow(customer, preference, random.Chance(0.6) ? "Yes" : "No");
                }
            }
        }

        writer.Complete();
    }

    public static int WriteMailings(NpgsqlConnection connection, SampleCustomers customers, LocalDate today, DateTimeZone zone)
    {
        var random = new SampleRandom(7);
        var id = 0;
        using var writer = connection.BeginBinaryImport(
            "copy crm.mailings_received (id, customer_id, category, name, received_at) from stdin (format binary)");
        for (var months = 6; months >= 1; months--)
        {
            var date = today.PlusMonths(-months);
            var at = zone.AtLeniently(date + new LocalTime(10, 0)).ToInstant();
            var (category, name) = months % 3 == 0
                ? ("Fundraising", "Raise the Roof: how it is going")
                : ("What's On", $"What's On in {date.ToString("MMMM", System.Globalization.CultureInfo.GetCultureInfo("en-GB"))}");
            var recipients = customers.RecordedBy(at);
            for (var customer = 1; customer <= recipients; customer++)
            {
                if (random.Chance(0.3))
                {
                    id++;
                    writer.StartRow();
                    writer.Write((long)id, NpgsqlDbType.Bigint);
                    writer.Write((long)customer, NpgsqlDbType.Bigint);
                    writer.Write(category, NpgsqlDbType.Varchar);
                    writer.Write(name, NpgsqlDbType.Varchar);
                    writer.Write(at.ToDateTimeUtc(), NpgsqlDbType.TimestampTz);
                }
            }
        }

        writer.Complete();
        return id;
    }

    public static void Names(NpgsqlConnection connection, string copy, string prefix, string[] names)
    {
        using var writer = connection.BeginBinaryImport(copy);
        for (var id = 1; id <= names.Length; id++)
        {
            writer.WriteRow((long)id, $"{prefix}{id:D3}", names[id - 1]);
        }

        writer.Complete();
    }
}
