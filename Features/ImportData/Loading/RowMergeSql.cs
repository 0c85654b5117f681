using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>Merging rows that have an external reference of their own.</summary>
internal sealed class RowMergeSql(
    RowKind kind, IReadOnlyList<ImportField> fields, IReadOnlyList<ImportField> ways, bool hasLeftOut, string zone,
    LinkColumnsSql? links) : MergeSql
{
    private readonly IReadOnlyList<ImportField> values =
        [.. fields.Where(item => item.Column != "external_reference" && item.IsValue)];

    private IReadOnlyList<ImportField> References => [.. values.Where(item => item.Points is not null)];

    /// <summary>Good rows, as the table's columns.</summary>
    private string Source =>
        $"""
        select s.left_out, s.external_reference{string.Concat(values.Select(item => $", {Expression(item)} as {Target(item)}"))}
        from import_rows s
        {string.Join('\n', References.Select(Join))}
        where s.problem is null and not s.deleted
        """;

    private static string HoldersOf(Dependant holds) => $"select from {holds.Table} d where d.{holds.Column} = t.id";

    private static string Join(ImportField item) =>
        $"join {item.Points!.Table} {Alias(item)} on {Alias(item)}.external_reference = s.{item.Column}";

    private string Differs =>
        $"({string.Join(", ", values.Select(item => "t." + Target(item)))}) is distinct from "
        + $"({string.Join(", ", values.Select(NewValue))})";

    public override IReadOnlyList<string> Tables => [kind.Table];

    public override string Lock =>
        $"lock table {string.Join(", ", (links?.Tables ?? []).Prepend(kind.Table))} in share row exclusive mode";

    public override string? NewNames => links?.NewNames;

    public override string? LeftOut => links?.LeftOut;

    public override string? Emptied
    {
        get
        {
            var items = values.Where(item =>
                item is { KeepWhenEmpty: false, Required: false, Points: null, Type: not ImportFieldType.YesNo }).ToList();
            return items.Count == 0 ? null
                : $"""
                select label as column, emptied as count
                from (
                  select {string.Join(", ", items.Select((item, i) => $"count(*) filter (where {Empties(item)}) as e{i}"))}
                  from {kind.Table} t
                  join ({Source}) src on src.external_reference = t.external_reference
                ) counted
                cross join lateral (
                  values {string.Join(", ", items.Select((item, i) => $"({Literal(item.Label)}, e{i})"))}) as each (label, emptied)
                where emptied > 0
                """;
        }
    }

    private string Empties(ImportField item) => $"t.{Target(item)} is not null and {NewValue(item)} is null";

    public override IEnumerable<(string Label, string Sql)> Links => links?.Counts() ?? [];

    public override bool JoinsLines => kind.Lines is not null;

    public override IReadOnlyList<string> Finds =>
        [
            .. ways.Where(way => way.Type is ImportFieldType.Id or ImportFieldType.Email).ToList() is [var first, ..] customers
                ? FindCustomers(customers, first.Finds!, mayBeNew: kind.Key == "customers")
                : [],
            .. ways.Where(way => way.Type == ImportFieldType.Text).SelectMany(way => EventSql.Find(kind, way, fields, zone)),
            .. ways.Select(way => way.Finds!).Distinct().Select(found => Needed(kind.Field(found))),
        ];

    public override IReadOnlyList<string> Checks
    {
        get
        {
            var checks = References.Select(Unknown).ToList();
            if (kind.Period is var (begins, ends))
            {
                checks.Add(EndsFirst(begins, ends));
            }

            if (kind.Holds is { } holds)
            {
                checks.Add(Refuse(
                    Problems.StillHeld(holds.Many), ImportKind.Deleted.Label,
                    $"""
                    from {kind.Table} t
                    where s.problem is null and s.deleted and t.external_reference = s.external_reference
                      and exists (select from {holds.Table} d where d.{holds.Column} = t.id)
                    """));
            }

            if (kind.Lines is { } lines)
            {
                checks.AddRange(LinesSql.Join(lines, fields));
            }

            checks.Add(Refuse(
                Problems.Repeated, kind.Fields[0].Label,
                """
                from (
                  select external_reference, min(line) as first
                  from import_rows
                  where problem is null
                  group by external_reference
                  having count(*) > 1) repeated
                where s.problem is null and s.external_reference = repeated.external_reference and s.line > repeated.first
                """));
            return [.. checks, .. links?.Checks() ?? []];
        }
    }

    public override string Unreadable => "select count(*) from import_rows where external_reference is null";

    public override string Before => $"select count(*) from {kind.Table}";

    public override string Gone =>
        $"""
        create temp table import_gone on commit drop as
        select t.id, false as missing
        from {kind.Table} t
        join import_rows s on s.external_reference = t.external_reference
        where s.deleted and s.problem is null
        union all
        select t.id, true
        from {kind.Table} t
        where @complete and {Missing} {(kind.Holds is { } held ? $"and not exists ({HoldersOf(held)})" : "")}
        """;

    public override string? Kept => kind.Holds is { } holds
        ? $"select count(*) from {kind.Table} t where {Missing} and exists ({HoldersOf(holds)})"
        : null;

    public override IReadOnlyList<(string Many, string Sql)> Dependants =>
        [
            .. kind.Cascades.Select(
                dependant =>
                    (dependant.Many, $"select count(*) from {dependant.Table} d where d.{dependant.Column} in (select id "
                        + $"from import_gone)"))
        ];

    public override string Count =>
        $"""
        select
          (select count(*) from import_rows s
           where s.problem is null and not s.deleted
             and not exists (select from {kind.Table} t where t.external_reference = s.external_reference)) as added,
          {(values.Count == 0 ? "0::bigint" : $"({CountDiffering})")} as changed
        """;

    private string CountDiffering =>
        $"select count(*) from {kind.Table} t join ({Source}) src on src.external_reference = t.external_reference where {Differs}";

    public override bool CountsByApplying => true;

    public override IReadOnlyList<(string Sql, Applied Does)> Apply =>
        [
            .. values.Count == 0 ? Array.Empty<(string, Applied)>() : [(Update, Applied.Changes)],
            (Insert, Applied.Adds),
            .. links?.Apply().Select(statement => (statement, Applied.Other)) ?? [],
        ];

    public override string Remove => $"delete from {kind.Table} t using import_gone g where t.id = g.id";

    private string AlsoTouched => kind.TouchedColumn is { } touched ? $", {touched} = @now" : "";

    private string Update =>
        $"""
        update {kind.Table} t
        set {string.Join(", ", values.Select(item => $"{Target(item)} = {NewValue(item)}"))}{AlsoTouched}
        from ({Source}) src
        where t.external_reference = src.external_reference and {Differs}
        """;

    private string Insert
    {
        get
        {
            // What the table needs and the file does not say is now.
            var absent = kind.Fields.Where(item => item.KeepWhenEmpty && !values.Contains(item)).ToList();
            var columns = values.Select(Target).Concat(absent.Select(item => item.Column)).Concat(Touched);
            var given = values.Select(item => item.KeepWhenEmpty ? $"coalesce(src.{Target(item)}, @now)" : "src." + Target(item))
                .Concat(absent.Select(_ => "@now")).Concat(Touched.Select(_ => "@now"));
            return
                $"""
                insert into {kind.Table} (external_reference{string.Concat(columns.Select(column => ", " + column))})
                select src.external_reference{string.Concat(given.Select(value => ", " + value))}
                from ({Source}) src
                where not exists (select from {kind.Table} t where t.external_reference = src.external_reference)
                """;
        }
    }

    private IReadOnlyList<string> Touched => kind.TouchedColumn is { } touched ? [touched] : [];

    private static string Missing => "not exists (select from import_rows s where s.external_reference = t.external_reference)";

    private string EndsFirst(string begins, string ends) => values.Any(item => item.Column == ends)
        ? Refuse(
            Problems.EndsFirst, kind.Field(ends).Label,
            $"where s.problem is null and not s.deleted and s.{ends} < s.{begins}")
        : Refuse(
            Problems.EndsFirst, kind.Field(ends).Label,
            $"from {kind.Table} t where s.problem is null and not s.deleted and t.external_reference = s.external_reference and "
            + $"t.{ends} < s.{begins}");

    private static string Alias(ImportField item) => "to_" + item.Points!.IdColumn;

    private static string Target(ImportField item) => item.Points?.IdColumn ?? item.Column;

    private string NewValue(ImportField item)
    {
        var (stored, given) = ($"t.{Target(item)}", $"src.{Target(item)}");
        // A file without seconds, as our own are, does not take them away; nor does it say which of an autumn night's two hours it was.
        var value = item.Type == ImportFieldType.Instant
            ? $"case when date_trunc('minute', {stored} at time zone {zone}) = {given} at time zone {zone} then {stored} else {given} end"
            : given;
        value = item.KeepWhenEmpty ? $"coalesce({value}, {stored})" : value;
        return hasLeftOut && !item.Required
            ? $"case when src.left_out & {1L << fields.ToList().IndexOf(item)} <> 0 then {stored} else {value} end"
            : value;
    }

    private static string Expression(ImportField item) => item switch
    {
        { Points: not null } => Alias(item) + ".id",
        { Type: ImportFieldType.YesNo } => $"coalesce(s.{item.Column}, false)",
        { Type: ImportFieldType.Amount } => $"(s.{item.Column}::numeric / 100)::numeric(12, 2)",
        _ => "s." + item.Column,
    };
}
