using System.Globalization;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>Customers, numbered in the order in which they were recorded, over eight years.</summary>
internal sealed class SampleCustomers(int count, Instant now)
{
    private const double Before = 0.4;
    private const int Years = 3;
    private readonly Duration year = Duration.FromDays(365);

    public int Count => count;

    /// <summary>
    /// When customer <paramref name="id"/> (1 to <see cref="Count"/>) was recorded: two in five before the bookings begin.
    /// </summary>
    public Instant CreatedAt(int id)
    {
        var place = (id - 0.5) / count;
        return place < Before
            ? now - (year * (8 - ((8 - Years) * place / Before)))
            : now - (year * (Years * (1 - place) / (1 - Before)));
    }

    /// <summary>How many had been recorded by then; at least one.</summary>
    public int RecordedBy(Instant time)
    {
        var age = (now - time) / year;
        var place = age >= Years ? Before * (8 - age) / (8 - Years) : 1 - ((1 - Before) * age / Years);
        return Math.Clamp((int)(place * count), 1, count);
    }

    /// <summary>Somebody recorded by then, the faithful more often.</summary>
    public int SomebodyAt(Instant time, SampleRandom random) =>
        1 + (int)(RecordedBy(time) * Math.Pow(random.Fraction(), 1.3));

    public void Write(NpgsqlConnection connection, LocalDate today)
    {
        var random = new SampleRandom(1);
        using var writer = connection.BeginBinaryImport(
            """
            copy crm.customers (id, external_reference, title, first_name, last_name, salutation, letter_salutation, email, phone, mobile,
              address_line_1, town, county, postcode, country, birth_date, created_at, updated_at) from stdin (format binary)
            """);
        for (var id = 1; id <= count; id++)
        {
            var first = random.Of(SampleWords.FirstNames);
            var last = random.Of(SampleWords.LastNames);
            var title = random.Chance(0.75) ? random.EarlyOf(SampleWords.Titles) : null;
            var place = random.EarlyOf(SampleWords.Towns);
            var known = random.Chance(0.93);
            writer.StartRow();
            writer.Write((long)id, NpgsqlDbType.Bigint);
            Text($"C{id:D7}");
            Text(title);
            Text(first);
            Text(last);
            Text(title is null ? null : $"{title} {last}");
            Text($"Dear {first}");
            Text(random.Chance(0.94) ? Address(first, last, id, random.Of(SampleWords.Domains)) : null);
            Text(random.Chance(0.55) ? Invariant($"01632 960{random.Next(1000):D3}") : null);
            Text(random.Chance(0.7) ? Invariant($"07700 900{random.Next(1000):D3}") : null);
            Text(known ? Invariant($"{random.Between(1, 180)} {random.Of(SampleWords.Streets)}") : null);
            Text(known ? place.Town : null);
            Text(known ? place.County : null);
            Text(
                known
                    ? Invariant($"{place.District} {random.Between(1, 9)}{(char)('A' + random.Next(25))}{(char)('A' + random.Next(25))}")
                    : null);
            Text(known ? "United Kingdom" : null);
            if (random.Chance(0.6))
            {
                writer.Write(today.PlusDays(-random.Between(18 * 365, 85 * 365)).ToDateOnly(), NpgsqlDbType.Date);
            }
            else
            {
                writer.WriteNull();
            }

            var created = CreatedAt(id).ToDateTimeUtc();
            writer.Write(created, NpgsqlDbType.TimestampTz);
            writer.Write(created, NpgsqlDbType.TimestampTz);
        }

        writer.Complete();

        void Text(string? text)
        {
            if (text is null)
            {
                writer.WriteNull();
            }
            else
            {
                writer.Write(text, NpgsqlDbType.Varchar);
            }
        }
    }

    private static string Address(string first, string last, int id, string domain)
    {
        var letters = $"{first}.{last}".Normalize(System.Text.NormalizationForm.FormD).ToLowerInvariant()
            .Where(letter => letter is (>= 'a' and <= 'z') or '.' or '-');
        return Invariant($"{string.Concat(letters)}{id}@{domain}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
