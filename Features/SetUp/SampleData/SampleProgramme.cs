using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>Three years back and twelve months ahead: a workshop every day, a production every week, films and jazz between.</summary>
internal sealed class SampleProgramme
{
    private readonly List<(string Name, string Producer)> events = [];
    private readonly List<SampleInstance> instances = [];

    public SampleProgramme(LocalDate today, DateTimeZone zone)
    {
        var first = today.PlusYears(-3);
        var last = today.PlusYears(1);
        for (var date = first; date <= last; date = date.PlusDays(1))
        {
            var weekday = (int)date.DayOfWeek;
            var week = Period.DaysBetween(new LocalDate(2001, 1, 1), date) / 7;
            foreach (var workshop in SampleWords.Workshops.Where(workshop => workshop.Weekday == weekday))
            {
                Add(workshop.Name, SampleWords.HouseProducer, date, new LocalTime(workshop.Hour, workshop.Minute), workshop: true);
            }

            if (weekday is >= 3 and <= 6)
            {
                var production = SampleWords.Productions[week % SampleWords.Productions.Length];
                Add(production.Title, production.Producer, date, new LocalTime(19, 30));
            }
            else if (weekday == 1)
            {
                Add("Monday Film Club", SampleWords.HouseProducer, date, new LocalTime(20, 0));
            }
            else if (weekday == 7)
            {
                Add("Sunday Afternoon Jazz", "Isis Folk Collective", date, new LocalTime(15, 0));
            }
        }

        void Add(string name, string producer, LocalDate date, LocalTime time, bool workshop = false)
        {
            var index = events.IndexOf((name, producer));
            if (index < 0)
            {
                index = events.Count;
                events.Add((name, producer));
            }

            instances.Add(new SampleInstance(instances.Count + 1, index + 1, zone.AtLeniently(date + time).ToInstant(), workshop));
        }
    }

    public IReadOnlyList<SampleInstance> Instances => instances;

    /// <summary>The ids and names of the workshops.</summary>
    public IEnumerable<(long Id, string Name)> Workshops =>
        instances.Where(instance => instance.Workshop).Select(instance => instance.EventId).Distinct()
            .Select(id => ((long)id, events[id - 1].Name));

    public void Write(NpgsqlConnection connection)
    {
        using (var writer = connection.BeginBinaryImport(
            "copy crm.events (id, external_reference, name, producer) from stdin (format binary)"))
        {
            for (var id = 1; id <= events.Count; id++)
            {
                writer.WriteRow((long)id, $"E{id:D4}", events[id - 1].Name, events[id - 1].Producer);
            }

            writer.Complete();
        }

        using var times = connection.BeginBinaryImport(
            "copy crm.event_instances (id, external_reference, event_id, starts_at, venue) from stdin (format binary)");
        foreach (var instance in instances)
        {
            times.StartRow();
            times.Write((long)instance.Id, NpgsqlDbType.Bigint);
            times.Write($"I{instance.Id:D6}");
            times.Write((long)instance.EventId, NpgsqlDbType.Bigint);
            times.Write(instance.StartsAt.ToDateTimeUtc(), NpgsqlDbType.TimestampTz);
            times.Write(instance.Workshop ? "The Engine Room" : "The Drill Hall");
        }

        times.Complete();
    }
}
