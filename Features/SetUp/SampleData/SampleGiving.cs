using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>Donations over three years, some of them yesterday and today; memberships.</summary>
internal static class SampleGiving
{
    private static readonly decimal[] Amounts = [2, 3, 5, 5, 5, 10, 10, 10, 15, 20, 20, 25, 50, 100, 250, 12.5m];

    public static int WriteDonations(NpgsqlConnection connection, SampleCustomers customers, DateTimeZone zone, Instant now)
    {
        var random = new SampleRandom(3);
        var id = 0;
        using var writer = connection.BeginBinaryImport(
            "copy crm.donations (id, external_reference, customer_id, fund, campaign, donated_at, amount) from stdin (format binary)");
        for (var any = customers.Count / 3; any > 0; any--)
        {
            Write(now - Duration.FromMinutes(random.Next(3 * 365 * 24 * 60)));
        }

        var today = now.InZone(zone).Date;
        var midnight = zone.AtStartOfDay(today).ToInstant();
        var yesterday = zone.AtStartOfDay(today.PlusDays(-1)).ToInstant();
        for (var some = 0; some < 9; some++)
        {
            Write(yesterday + ((midnight - yesterday) * ((some + 1) / 11.0)));
            Write(midnight + ((now - midnight) * ((some + 1) / 11.0)));
        }

        writer.Complete();
        return id;

        void Write(Instant at)
        {
            id++;
            writer.StartRow();
            writer.Write((long)id, NpgsqlDbType.Bigint);
            writer.Write($"D{id:D7}", NpgsqlDbType.Varchar);
            writer.Write((long)customers.SomebodyAt(at, random), NpgsqlDbType.Bigint);
            writer.Write(random.EarlyOf(SampleWords.Funds), NpgsqlDbType.Varchar);
            if (random.Chance(0.6))
            {
                writer.Write(random.Of(SampleWords.Campaigns), NpgsqlDbType.Varchar);
            }
            else
            {
                writer.WriteNull();
            }

            writer.Write(at.ToDateTimeUtc(), NpgsqlDbType.TimestampTz);
            writer.Write(random.Of(Amounts), NpgsqlDbType.Numeric);
        }
    }

    public static int WriteMemberships(NpgsqlConnection connection, SampleCustomers customers, LocalDate today)
    {
        var random = new SampleRandom(4);
        var id = 0;
        using var writer = connection.BeginBinaryImport(
            "copy crm.memberships (id, external_reference, customer_id, scheme, starts_on, expires_on) from stdin (format binary)");
        for (var customer = 1; customer <= customers.Count; customer++)
        {
            if (!random.Chance(0.12))
            {
                continue;
            }

            var scheme = random.Of(SampleWords.Schemes);
            var start = today.PlusDays(-random.Next(3 * 365));
            for (var years = random.Between(1, 3); years > 0 && start <= today; years--)
            {
                id++;
                writer.StartRow();
                writer.Write((long)id, NpgsqlDbType.Bigint);
                writer.Write($"M{id:D7}", NpgsqlDbType.Varchar);
                writer.Write((long)customer, NpgsqlDbType.Bigint);
                writer.Write(scheme, NpgsqlDbType.Varchar);
                writer.Write(start.ToDateOnly(), NpgsqlDbType.Date);
                if (scheme == "Life Friend")
                {
                    writer.WriteNull();
                    break;
                }

                start = start.PlusYears(1);
                writer.Write(start.PlusDays(-1).ToDateOnly(), NpgsqlDbType.Date);
            }
        }

        writer.Complete();
        return id;
    }
}
