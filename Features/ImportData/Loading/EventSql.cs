using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>Finds the events and performances that rows name by name and time, where they have no reference.</summary>
internal static class EventSql
{
    /// <param name="kind">Of the file.</param>
    /// <param name="name">The field with the event's name.</param>
    /// <param name="fields">What is staged.</param>
    /// <param name="zone">The venue's, as a literal: a time of midnight is that day.</param>
    public static IEnumerable<string> Find(RowKind kind, ImportField name, IReadOnlyList<ImportField> fields, string zone)
    {
        var found = kind.Field(name.Finds!);
        var starts = fields.FirstOrDefault(field => field.Needs == name.Column);
        var meant = found.Points!.IdColumn == "event_id" ? Event(name, found) : Performance(name, starts, found, zone);
        var words = found.Points.Noun == "event" ? (Problems.SharedEvent, Problems.UnknownEvent)
            : starts is null ? (Problems.SharedPerformance, Problems.UnknownEvent)
            : (Problems.SharedPerformance, Problems.UnknownPerformance);
        yield return MergeSql.Refuse(
            words.Item1, name.Label,
            $"from ({meant}) known where s.problem is null and s.{found.Column} is null and known.line = s.line and known.several > 1");
        yield return
            $"""
            update import_rows s set {found.Column} = known.reference
            from ({meant}) known
            where s.{found.Column} is null and known.line = s.line and known.several = 1
            """;
        yield return MergeSql.Refuse(
            words.Item2, name.Label, $"where s.problem is null and s.{found.Column} is null and s.{name.Column} is not null");
    }

    private static string Event(ImportField name, ImportField found) =>
        $"""
        select o.line, min(e.external_reference) as reference, count(*) as several
        from import_rows o
        join crm.events e on {MergeSql.Folded("e.name")} = {MergeSql.Folded("o." + name.Column)}
        where o.{found.Column} is null
        group by o.line
        """;

    private static string Performance(ImportField name, ImportField? starts, ImportField found, string zone)
    {
        var when = starts is null ? ""
            : $"""
               and (o.{starts.Column} is null
                 or date_trunc('minute', i.starts_at at time zone {zone}) = date_trunc('minute', o.{starts.Column} at time zone {zone})
                 or (o.{starts.Column} at time zone {zone} = date_trunc('day', o.{starts.Column} at time zone {zone})
                   and date_trunc('day', i.starts_at at time zone {zone}) = o.{starts.Column} at time zone {zone}))
               """;
        return
            $"""
            select o.line, min(i.external_reference) as reference, count(*) as several
            from import_rows o
            join crm.events e on {MergeSql.Folded("e.name")} = {MergeSql.Folded("o." + name.Column)}
            join crm.event_instances i on i.event_id = e.id {when}
            where o.{found.Column} is null
            group by o.line
            """;
    }
}
