using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>Merging links between customers, or events, and things with a reference and a name.</summary>
internal sealed class LinkMergeSql(LinkKind kind, IReadOnlyList<ImportField> ways) : MergeSql
{
    private const string FirstNamesSql =
        """
        select distinct on (reference) reference, name
        from import_rows
        where problem is null and not deleted and name is not null
        order by reference, line
        """;

    private string? Value => kind.ValueColumn;

    private string Owners => kind.Owner.Points!.Table;

    private string OwnerId => kind.Owner.Points!.IdColumn;

    private string Reference => kind.Owner.Column;

    /// <summary>Whether a row wants the link to be there: "Not asked" is no link.</summary>
    private string Wants => Value is null ? "true" : $"(s.{Value} is not null and s.{Value} <> 'Not asked')";

    /// <summary>Whether a row takes a link away. An empty answer says nothing of it.</summary>
    private string Unasks => Value is null ? "false" : $"(s.{Value} = 'Not asked')";

    private string Joined =>
        $"""
        from import_rows s
        left join {kind.Table} t on t.external_reference = s.reference
        left join {Owners} c on c.external_reference = s.{Reference}
        left join {kind.LinkTable} l on l.{OwnerId} = c.id and l.{kind.LinkColumn} = t.id
        where s.problem is null and not s.deleted
        """;

    public override IReadOnlyList<string> Tables => [kind.Table, kind.LinkTable];

    public override string Lock => $"lock table {kind.Table}, {kind.LinkTable} in share row exclusive mode";

    /// <summary>
    /// Customers by number or address; what has a name and no reference by its name, of those that are there and then of the file's own. A
    /// name that is only found does not rename.
    /// </summary>
    public override IReadOnlyList<string> Finds =>
        [
            .. FindCustomers(ways, "customer_reference", mayBeNew: false),
            Refuse(
                Problems.SharedName, kind.Field("name").Label,
                $"""
                from (select {Folded("name")} as folded from {kind.Table} group by 1 having count(*) > 1) known
                where s.problem is null and s.reference is null and known.folded = {Folded("s.name")}
                """),
            $"""
            update import_rows s set reference = known.reference, name = null
            from (
              select {Folded("name")} as folded, min(external_reference) as reference
              from {kind.Table} group by 1 having count(*) = 1) known
            where s.reference is null and known.folded = {Folded("s.name")}
            """,
            $"""
            update import_rows s set reference = first.name, name = first.name
            from (
              select distinct on ({Folded("name")}) {Folded("name")} as folded, name
              from import_rows where reference is null and name is not null
              order by {Folded("name")}, line) first
            where s.reference is null and first.folded = {Folded("s.name")}
            """,
            Needed(kind.Field("reference")),
            Refuse(Problems.TooLong(100), kind.Field("name").Label, "where s.problem is null and length(s.reference) > 100"),
        ];

    public override string NewNames =>
        $"""
        select distinct named.name from ({FirstNamesSql}) named
        where not exists (select from {kind.Table} t where t.external_reference = named.reference)
        order by 1 limit 50
        """;

    public override IReadOnlyList<string> Checks
    {
        get
        {
            var checks = new List<string> { Unknown(kind.Owner) };
            if (Value is { } value)
            {
                var label = kind.Field(value).Label;
                checks.Add(Refuse(
                    Problems.AnswerWithoutCustomer, label,
                    $"where s.problem is null and not s.deleted and s.{Reference} is null and s.{value} is not null"));
            }

            checks.Add(Refuse(
                Problems.RepeatedLink, kind.Field("reference").Label,
                $"""
                from (
                  select coalesce({Reference}, '') as owner, reference, min(line) as first
                  from import_rows
                  where problem is null
                  group by 1, 2
                  having count(*) > 1) repeated
                where s.problem is null and coalesce(s.{Reference}, '') = repeated.owner
                  and s.reference = repeated.reference
                  and s.line > repeated.first
                """));
            checks.Add(Refuse(
                Problems.OtherName, kind.Field("name").Label,
                $"from ({FirstNamesSql}) named where s.problem is null and not s.deleted and s.reference = named.reference and s.name <> "
                + $"named.name"));
            checks.Add(Refuse(
                Problems.Needed, kind.Field("name").Label,
                $"""
                where s.problem is null and not s.deleted and s.name is null
                  and not exists (select from {kind.Table} t where t.external_reference = s.reference)
                  and not exists (select from ({FirstNamesSql}) named where named.reference = s.reference)
                """));
            checks.Add(Refuse(
                Problems.StillUsed, ImportKind.Deleted.Label,
                $"""
                where s.problem is null and s.deleted and s.{Reference} is null
                  and exists (select from import_rows o where o.reference = s.reference and o.problem is null and not o.deleted)
                """));
            return checks;
        }
    }

    public override string Unreadable => "select count(*) from import_rows where reference is null";

    public override string Before => $"select count(*) from {kind.LinkTable}";

    public override string Gone =>
        $"""
        create temp table import_gone on commit drop as
        select l.{OwnerId} as owner_id, l.{kind.LinkColumn} as id, false as missing
        from import_rows s
        join {kind.Table} t on t.external_reference = s.reference
        join {Owners} c on c.external_reference = s.{Reference}
        join {kind.LinkTable} l on l.{OwnerId} = c.id and l.{kind.LinkColumn} = t.id
        where s.deleted and s.problem is null
        union all
        select null, t.id, false
        from import_rows s
        join {kind.Table} t on t.external_reference = s.reference
        where s.deleted and s.problem is null and s.{Reference} is null
        union all
        select l.{OwnerId}, l.{kind.LinkColumn}, true
        from {kind.LinkTable} l
        join {kind.Table} t on t.id = l.{kind.LinkColumn}
        join {Owners} c on c.id = l.{OwnerId}
        where @complete
          and not exists (select from import_rows s where s.reference = t.external_reference
            and s.{Reference} = c.external_reference)
          and not exists (select from import_rows s where s.reference = t.external_reference and s.deleted and s.problem is null
            and s.{Reference} is null)
        """;

    public override IReadOnlyList<(string Many, string Sql)> Dependants =>
        [
            (kind.Many, $"select count(*) from {kind.LinkTable} l where l.{kind.LinkColumn} in (select id from import_gone "
                + $"where owner_id is null)")
        ];

    public override string Count =>
        $"""
        select count(*) filter (where added) as added, count(*) filter (where not added and changed) as changed
        from (
          select
            case when s.{Reference} is null then t.id is null else {Wants} and l.{OwnerId} is null end as added,
            coalesce(t.name <> s.name, false)
              or coalesce(l.{OwnerId} is not null and ({Unasks} {(Value is { } value ? $"or l.{value} <> s.{value}" : "")}), false)
                as changed
          {Joined}) counted
        """;

    public override bool CountsByApplying => false;

    public override IReadOnlyList<(string Sql, Applied Does)> Apply => [.. Statements.Select(statement => (statement, Applied.Other))];

    private IReadOnlyList<string> Statements
    {
        get
        {
            List<string> apply =
            [
                $"insert into {kind.Table} (external_reference, name) select reference, name from ({FirstNamesSql}) named "
                + $"where not exists (select from {kind.Table} t where t.external_reference = named.reference)",
                $"update {kind.Table} t set name = named.name from ({FirstNamesSql}) named "
                + $"where t.external_reference = named.reference and t.name <> named.name",
            ];
            if (Value is { } value)
            {
                apply.Add(
                    $"""
                    insert into {kind.LinkTable} ({OwnerId}, {kind.LinkColumn}, {value})
                    select c.id, t.id, s.{value}
                    {Joined} and c.id is not null and {Wants}
                    on conflict ({OwnerId}, {kind.LinkColumn}) do update set {value} = excluded.{value}
                      where {kind.LinkTable}.{value} <> excluded.{value}
                    """);
                apply.Add(
                    $"""
                    delete from {kind.LinkTable} d
                    using (select l.{OwnerId} as owner_id, l.{kind.LinkColumn} as id
                      {Joined} and l.{OwnerId} is not null and {Unasks}) unasked
                    where d.{OwnerId} = unasked.owner_id and d.{kind.LinkColumn} = unasked.id
                    """);
            }
            else
            {
                apply.Add(
                    $"insert into {kind.LinkTable} ({OwnerId}, {kind.LinkColumn}) select c.id, t.id {Joined} and c.id is not null "
                    + $"and l.{OwnerId} is null");
            }

            return apply;
        }
    }

    public override string Remove =>
        $"""
        delete from {kind.LinkTable} l using import_gone g where l.{OwnerId} = g.owner_id and l.{kind.LinkColumn} = g.id;
        delete from {kind.Table} t using import_gone g where g.owner_id is null and t.id = g.id
        """;
}
