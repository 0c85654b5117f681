using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>
/// About three bookings a customer; every workshop has some, those around today more, so that today's attendees is never empty.
/// </summary>
internal static class SampleBookings
{
    private const int PerCustomer = 3;

    // Of all bookings at least this part is not for workshops, however few customers there are: partners' lists are not empty.
    private const double LeastElsewhere = 0.3;

    public static int Write(NpgsqlConnection connection, SampleCustomers customers, SampleProgramme programme, Instant now)
    {
        var random = new SampleRandom(2);
        var weights = programme.Instances.Select(instance => Weight(instance, now)).ToArray();
        var least = programme.Instances.Sum(instance => Least(instance, now));
        var wanted = customers.Count * PerCustomer;
        var share = Math.Max(wanted * LeastElsewhere, wanted - least) / weights.Sum();
        var id = 0;
        using var writer = connection.BeginBinaryImport(
            """
            copy crm.bookings (id, external_reference, customer_id, event_instance_id, booked_at, tickets, amount, status,
              seats, ticket_type, notes)
            from stdin (format binary)
            """);
        for (var i = 0; i < weights.Length; i++)
        {
            var instance = programme.Instances[i];
            var most = Least(instance, now) + (int)((weights[i] * share) + random.Fraction());
            for (var booking = 0; booking < most; booking++)
            {
                var latest = Instant.Min(instance.StartsAt - Duration.FromHours(1), now - Duration.FromMinutes(5));
                var bookedAt = latest - Duration.FromMinutes((long)(60 * 24 * 60 * Math.Pow(random.Fraction(), 2)));
                var tickets = instance.Workshop ? 1 + (random.Chance(0.2) ? 1 : 0) : random.Between(1, 4);
                id++;
                writer.StartRow();
                writer.Write((long)id, NpgsqlDbType.Bigint);
                writer.Write($"B{id:D8}", NpgsqlDbType.Varchar);
                writer.Write((long)customers.SomebodyAt(bookedAt, random), NpgsqlDbType.Bigint);
                writer.Write((long)instance.Id, NpgsqlDbType.Bigint);
                writer.Write(bookedAt.ToDateTimeUtc(), NpgsqlDbType.TimestampTz);
                writer.Write(tickets, NpgsqlDbType.Integer);
                writer.Write(tickets * (instance.Workshop ? 18.50m : 12m + (instance.EventId % 5 * 2.5m)), NpgsqlDbType.Numeric);
                writer.Write(booking < Least(instance, now) ? "Confirmed" : Status(random, instance.StartsAt > now), NpgsqlDbType.Varchar);
                Details(writer, instance, id, tickets);
            }
        }

        writer.Complete();
        return id;
    }

    private static void Details(NpgsqlBinaryImporter writer, SampleInstance instance, int booking, int tickets)
    {
        // Workshops have no numbered places.
        if (instance.Workshop)
        {
            writer.WriteNull();
        }
        else
        {
            var (row, first) = ((char)('A' + (booking * 7 % 18)), 1 + (booking * 5 % 20));
            writer.Write(string.Join(", ", Enumerable.Range(first, tickets).Select(seat => $"{row}{seat}")), NpgsqlDbType.Varchar);
        }

        writer.Write((booking % 5) switch { 0 => "Concession", 3 => "Under 26", _ => "Full price" }, NpgsqlDbType.Varchar);
        if (SampleWords.BookingNotes.ElementAtOrDefault(booking * 11 % 97) is { } note)
        {
            writer.Write(note, NpgsqlDbType.Varchar);
        }
        else
        {
            writer.WriteNull();
        }
    }

    private static int Least(SampleInstance instance, Instant now) =>
        !instance.Workshop ? 0 : Math.Abs((instance.StartsAt - now).TotalDays) < 60 ? 8 : 3;

    private static double Weight(SampleInstance instance, Instant now)
    {
        var ahead = (instance.StartsAt - now).TotalDays;
        return (instance.Workshop ? 0.3 : 1) * (ahead <= 0 ? 1 : Math.Max(0.05, 0.8 - (ahead / 100)));
    }

    private static string Status(SampleRandom random, bool ahead) => random.Next(100) switch
    {
        < 5 => "Cancelled",
        < 8 => "Refunded",
        < 12 when ahead => "Reserved",
        _ => "Confirmed",
    };
}
