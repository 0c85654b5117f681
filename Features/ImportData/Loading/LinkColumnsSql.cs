using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>
/// Merging the columns of a file of customers that hold contact preferences and tags. What a column says of a customer is gathered into
/// import_links, a row for each answer or tag, before anything is merged.
/// </summary>
internal sealed class LinkColumnsSql(IReadOnlyList<LinkColumn> columns, ImportSettings settings)
{
    private const string Links =
        $"from import_links l join import_rows s on s.line = l.line and {MergeSql.Good} and l.problem is null";

    /// <summary>The tables that are written.</summary>
    public IReadOnlyList<string> Tables =>
        [
            .. columns.All(column => column.IsTags) ? [] : new[] { "crm.contact_preferences", "crm.customer_contact_preferences" },
            .. columns.Any(column => column.IsTags) ? new[] { "crm.tags", "crm.customer_tags" } : [],
        ];

    /// <summary>Gathers, finds by name, and refuses the rows of names that several have.</summary>
    public IEnumerable<string> Checks()
    {
        yield return
            """
            create temp table import_links (
              line bigint not null, link integer not null, name text, answer text, thing text, problem text) on commit drop
            """;
        for (var i = 0; i < columns.Count; i++)
        {
            yield return columns[i].IsTags ? GatherTags(columns[i], i) : GatherAnswers(columns[i], i);
            var (table, label) = (Table(columns[i]), columns[i].Field.Label);
            if (columns[i].Reference is not null)
            {
                continue;
            }

            yield return
                $"""
                update import_links l
                set thing = coalesce(known.reference, l.name),
                  problem = case when known.several > 1 then {MergeSql.Literal(Problems.SharedName)}
                    when length(coalesce(known.reference, l.name)) > 100 then {MergeSql.Literal(Problems.TooLong(100))} end
                from (select distinct name from import_links where link = {i}) asked
                left join (
                  select {MergeSql.Folded("name")} as folded, min(external_reference) as reference, count(*) as several
                  from {table} group by 1) known on known.folded = {MergeSql.Folded("asked.name")}
                where l.link = {i} and l.name = asked.name
                """;
            // Names that are new in this file, in other capitals, are one.
            yield return
                $"""
                update import_links l set thing = first.thing
                from (
                  select distinct on ({MergeSql.Folded("thing")}) thing, {MergeSql.Folded("thing")} as folded
                  from import_links where link = {i} order by {MergeSql.Folded("thing")}, line) first
                where l.link = {i} and {MergeSql.Folded("l.thing")} = first.folded
                  and not exists (select from {table} t where t.external_reference = l.thing)
                """;
            // A tag that cannot be told does not cost the person; who was asked for what must be right.
            if (!columns[i].IsTags || settings.RefuseBadCells)
            {
                yield return
                    $"""
                    update import_rows s set problem = l.problem, problem_column = {MergeSql.Literal(label)}
                    from import_links l
                    where {MergeSql.Good} and l.line = s.line and l.link = {i} and l.problem is not null
                    """;
            }
        }
    }

    /// <summary>The names that would be made anew.</summary>
    public string NewNames => string.Join(" union ", columns.Select((column, i) =>
        $"""
        select distinct l.thing as name {Links}
        where l.link = {i} and l.answer is distinct from 'Not asked'
          and not exists (select from {Table(column)} t where t.external_reference = l.thing)
        """)) + " order by 1 limit 50";

    /// <summary>For each column how many answers or tags are new, changed or taken away, before anything is merged.</summary>
    public IEnumerable<(string Label, string Sql)> Counts() => columns.Select((column, i) => (column.Field.Label, column.IsTags
        ? $"""
           select (select count(*) from (select distinct s.external_reference, l.thing {Links} where l.link = {i}
             except select c.external_reference, t.external_reference from crm.customer_tags x
               join crm.customers c on c.id = x.customer_id join crm.tags t on t.id = x.tag_id) added)
             {(settings.ReplaceTags ? $"+ (select count(*) {Replaced()})" : "")}
           """
        : $"""
           select count(*) {Links}
           left join crm.customers c on c.external_reference = s.external_reference
           left join crm.contact_preferences t on t.external_reference = l.thing
           left join crm.customer_contact_preferences x on x.customer_id = c.id and x.contact_preference_id = t.id
           where l.link = {i} and case when l.answer = 'Not asked' then x.answer is not null else x.answer is distinct from l.answer end
           """));

    /// <summary>What rows go in without, as <see cref="Refusal"/>s.</summary>
    public string LeftOut => string.Join(" union all ", columns.Select((column, i) =>
        $"""
        select l.problem, {MergeSql.Literal(column.Field.Label)} as "column", count(*) as count,
          (array_agg(l.line order by l.line))[1:10] as lines
        from import_links l join import_rows s on s.line = l.line and {MergeSql.Good}
        where l.link = {i} and l.problem is not null
        group by l.problem
        """));

    /// <summary>Brings them in, once the customers are.</summary>
    public IEnumerable<string> Apply()
    {
        for (var i = 0; i < columns.Count; i++)
        {
            yield return
                $"""
                insert into {Table(columns[i])} (external_reference, name)
                select distinct l.thing, l.thing {Links} where l.link = {i} and l.answer is distinct from 'Not asked'
                on conflict (external_reference) do nothing
                """;
            if (columns[i].IsTags)
            {
                continue;
            }

            yield return
                $"""
                insert into crm.customer_contact_preferences (customer_id, contact_preference_id, answer)
                select c.id, t.id, l.answer {Links}
                join crm.customers c on c.external_reference = s.external_reference
                join crm.contact_preferences t on t.external_reference = l.thing
                where l.link = {i} and l.answer <> 'Not asked'
                on conflict (customer_id, contact_preference_id) do update set answer = excluded.answer
                  where customer_contact_preferences.answer <> excluded.answer
                """;
            yield return
                $"""
                delete from crm.customer_contact_preferences x
                using (
                  select c.id as customer_id, t.id {Links}
                  join crm.customers c on c.external_reference = s.external_reference
                  join crm.contact_preferences t on t.external_reference = l.thing
                  where l.link = {i} and l.answer = 'Not asked') unasked
                where x.customer_id = unasked.customer_id and x.contact_preference_id = unasked.id
                """;
        }

        if (columns.Any(column => column.IsTags))
        {
            if (settings.ReplaceTags)
            {
                yield return $"delete from crm.customer_tags d using (select x.customer_id, x.tag_id {Replaced()}) gone "
                    + "where d.customer_id = gone.customer_id and d.tag_id = gone.tag_id";
            }

            yield return
                $"""
                insert into crm.customer_tags (customer_id, tag_id)
                select distinct c.id, t.id {Links}
                join crm.customers c on c.external_reference = s.external_reference
                join crm.tags t on t.external_reference = l.thing
                where {IsTag}
                on conflict do nothing
                """;
        }
    }

    private string IsTag => $"l.link in ({string.Join(", ", columns.Select((column, i) => (column, i)).Where(each => each.column.IsTags)
        .Select(each => each.i))})";

    /// <summary>Tags of customers whose row names some, and not these.</summary>
    private string Replaced() =>
        $"""
        from crm.customer_tags x
        join crm.customers c on c.id = x.customer_id
        join crm.tags t on t.id = x.tag_id
        where c.external_reference in (select s.external_reference {Links} where {IsTag})
          and not exists (
            select {Links} where {IsTag} and s.external_reference = c.external_reference and l.thing = t.external_reference)
        """;

    private static string Table(LinkColumn column) => column.IsTags ? "crm.tags" : "crm.contact_preferences";

    private static string GatherAnswers(LinkColumn column, int link) =>
        $"""
        insert into import_links (line, link, name, answer, thing)
        select line, {link}, {MergeSql.Literal(column.Name!)}, {column.Field.Column},
          {(column.Reference is { } reference ? MergeSql.Literal(reference) : "null")}
        from import_rows where problem is null and not deleted and {column.Field.Column} is not null
        """;

    // What stands between commas are tags of their own, but for a tag that has a comma in its name.
    private static string GatherTags(LinkColumn column, int link) =>
        $"""
        insert into import_links (line, link, name)
        select distinct s.line, {link}, word.name
        from import_rows s
        cross join lateral regexp_split_to_table(s.{column.Field.Column}, case
          when exists (select from crm.tags t where {MergeSql.Folded("t.name")} = {MergeSql.Folded("s." + column.Field.Column)}) then '\n'
          when position(';' in s.{column.Field.Column}) > 0 then '[;\n]'
          else '[|\n]' end) as piece
        cross join lateral (
          select case when exists (select from crm.tags t where {MergeSql.Folded("t.name")} = {MergeSql.Folded("btrim(piece)")})
            then array[piece] else string_to_array(piece, ',') end as words) as split
        cross join lateral (select crm.tidy(btrim(w, ' "'), false) as name from unnest(split.words) w) as word
        where {MergeSql.Good} and s.{column.Field.Column} is not null and word.name <> ''
        """;
}
