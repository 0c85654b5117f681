using CustomerListSchedules.Features.CustomerLists.Definition;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>Three years back and twelve months ahead: a workshop every day, a production every week, films and jazz between.</summary>
internal sealed class SampleProgramme
{
    private const string WorkshopTag = "Workshop";
    private static readonly string[] Tags = [WorkshopTag, "Live show", "Film", "Music"];

    private readonly List<(string Name, string Producer)> events = [];
    private readonly Dictionary<int, string> tags = [];
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
                Add(workshop.Name, SampleWords.HouseProducer, date, new LocalTime(workshop.Hour, workshop.Minute), WorkshopTag);
            }

            if (weekday is >= 3 and <= 6)
            {
                var production = SampleWords.Productions[week % SampleWords.Productions.Length];
                Add(production.Title, production.Producer, date, new LocalTime(19, 30), "Live show");
            }
            else if (weekday == 1)
            {
                Add("Monday Film Club", SampleWords.HouseProducer, date, new LocalTime(20, 0), "Film");
            }
            else if (weekday == 7)
            {
                Add("Sunday Afternoon Jazz", "Isis Folk Collective", date, new LocalTime(15, 0), "Music");
            }
        }

        void Add(string name, string producer, LocalDate date, LocalTime time, string tag)
        {
            var index = events.IndexOf((name, producer));
            if (index < 0)
            {
                index = events.Count;
                events.Add((name, producer));
                tags.Add(events.Count, tag);
            }

            var startsAt = zone.AtLeniently(date + time).ToInstant();
            instances.Add(new SampleInstance(instances.Count + 1, index + 1, startsAt, tag == WorkshopTag));
        }
    }

    public IReadOnlyList<SampleInstance> Instances => instances;

    /// <summary>The tag that every workshop has.</summary>
    public static Choice Workshop => new(Array.IndexOf(Tags, WorkshopTag) + 1, WorkshopTag);

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

        SampleContacts.Names(connection, "copy crm.event_tags (id, external_reference, name) from stdin (format binary)", "ET", Tags);
        using (var links = connection.BeginBinaryImport("copy crm.tagged_events (event_id, event_tag_id) from stdin (format binary)"))
        {
            foreach (var (eventId, tag) in tags)
            {
                links.WriteRow((long)eventId, Array.IndexOf(Tags, tag) + 1L);
            }

            links.Complete();
        }

        using var times = connection.BeginBinaryImport(
            "copy crm.event_instances (id, external_reference, event_id, starts_at, venue, ends_at, cancelled) from stdin (format binary)");
        foreach (var instance in instances)
        {
            times.StartRow();
            times.Write((long)instance.Id, NpgsqlDbType.Bigint);
            times.Write($"I{instance.Id:D6}");
            times.Write((long)instance.EventId, NpgsqlDbType.Bigint);
            times.Write(instance.StartsAt.ToDateTimeUtc(), NpgsqlDbType.TimestampTz);
            times.Write(instance.Workshop ? "The Engine Room" : "The Drill Hall");
            var lasts = Duration.FromMinutes(instance.Workshop ? 120 : 150);
            times.Write((instance.StartsAt + lasts).ToDateTimeUtc(), NpgsqlDbType.TimestampTz);
            times.Write(instance.Cancelled, NpgsqlDbType.Boolean);
        }

        times.Complete();
    }
}
