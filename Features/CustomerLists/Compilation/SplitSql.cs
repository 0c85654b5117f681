using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;

namespace CustomerListSchedules.Features.CustomerLists.Compilation;

/// <summary>The parts of a statement that tell which bookings belong to which value.</summary>
internal static class SplitSql
{
    /// <summary>
    /// <c>members</c>; <c>matched</c>, with each booking's <c>event_instance_id</c>; <c>split_values</c>, the values of each event; and
    /// <c>valued</c>, those of each performance.
    /// </summary>
    public static string Valued(string by, string members, string matched) =>
        $"""
        members as materialized ({members}),
        {MatchedBookingColumns.Matched} as ({matched}),
        split_values as materialized (
          select event_id, min(btrim(value)) as value, part_key
          from (select event_id, value, part_key('{by}', value) as part_key from ({ValuesOf(by)}) of_events where btrim(value) <> '') each
          group by event_id, part_key
        ),
        valued as materialized (
          select i.id as event_instance_id, v.part_key
          from split_values v
          join crm.event_instances i on i.event_id = v.event_id
        )
        """;

    /// <summary>The bookings that have a part, to follow <see cref="Valued"/>.</summary>
    /// <param name="keys">The parameter with the keys of the parts.</param>
    public static string Placed(string keys) =>
        $"""
        {MatchedBookingColumns.Placed} as (
          select m.id, m.customer_id, wanted.part
          from {MatchedBookingColumns.Matched} m
          join valued on valued.event_instance_id = m.event_instance_id
          join unnest({keys}) with ordinality wanted (part_key, part) on wanted.part_key = valued.part_key
        )
        """;

    /// <summary>How many have each value, to follow <see cref="Valued"/>.</summary>
    public const string Counts =
        $"""
        each_customer as (
          select valued.part_key, m.customer_id, count(*) as bookings
          from {MatchedBookingColumns.Matched} m
          left join valued on valued.event_instance_id = m.event_instance_id
          group by valued.part_key, m.customer_id
        ),
        counted as (
          select part_key, count(*) as customers, sum(bookings)::bigint as bookings from each_customer group by part_key
        )
        select part_key, value, customers, bookings, (select count(*) from members) as members
        from (
          select v.part_key, v.value, coalesce(counted.customers, 0) as customers, coalesce(counted.bookings, 0) as bookings
          from (select part_key, min(value) as value from split_values group by part_key) v
          left join counted on counted.part_key = v.part_key
          union all
          select null, null,
            coalesce((select customers from counted where part_key is null), 0)
              + (select count(*) from members where not exists (
                select from {MatchedBookingColumns.Matched} m where m.customer_id = members.id)),
            coalesce((select bookings from counted where part_key is null), 0)
        ) each_value
        order by customers desc, lower(value), value
        """;

    private static string ValuesOf(string by) => by switch
    {
        SplitBy.Producer => "select id as event_id, producer as value from crm.events",
        SplitBy.Event => "select id as event_id, name as value from crm.events",
        SplitBy.EventTag =>
            "select te.event_id, tag.name as value from crm.tagged_events te join crm.event_tags tag on tag.id = te.event_tag_id",
        _ => throw new DefinitionException($"A list cannot be split by \"{by}\"."),
    };
}
