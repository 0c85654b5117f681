using System.Globalization;
using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;
using NodaTime;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>
/// The statements that bring staged rows into crm. Their parts come from <see cref="ImportKinds"/>; values are parameters.
/// </summary>
internal abstract class MergeSql
{
    /// <summary>Rows that go in.</summary>
    internal const string Good = "s.problem is null and not s.deleted";

    /// <summary>Gone with the transaction, or with a node that is killed.</summary>
    public static string CreateStaging(IEnumerable<ImportField> fields) =>
        $"""
        create temp table import_rows (line bigint not null, deleted boolean not null, problem text, problem_column text
          {string.Concat(fields.Select(field => $", {field.Column} {field.StagedType}"))}, left_out bigint) on commit drop
        """;

    public static string Copy(IEnumerable<ImportField> fields) =>
        $"copy import_rows (line, deleted, problem, problem_column{string.Concat(fields.Select(field => ", " + field.Column))}, left_out) "
        + "from stdin (format binary)";

    /// <param name="kind">What the file holds.</param>
    /// <param name="settings">How it is read.</param>
    /// <param name="hasLeftOut">Whether there are rows that leave something as it is stored.</param>
    /// <param name="zone">The venue's, in which files write times.</param>
    public static MergeSql For(ImportKind kind, ImportSettings settings, bool hasLeftOut, DateTimeZone zone) => kind switch
    {
        RowKind rows => new RowMergeSql(
            rows, [.. RowStager.StagedFields(kind, settings)], RowStager.Ways(kind, settings), hasLeftOut, Literal(zone.Id),
            LinkColumn.Of(kind, settings.Headers, settings.Columns).ToList() is { Count: > 0 } links
                ? new LinkColumnsSql(links, settings)
                : null),
        LinkKind links => new LinkMergeSql(links, RowStager.Ways(kind, settings)),
        _ => throw new ArgumentException($"{kind.Key} cannot be merged.", nameof(kind)),
    };

    /// <summary>Whether lines of one thing become one row, so that there may be fewer rows than lines.</summary>
    public virtual bool JoinsLines => false;

    /// <summary>Holds other writers off, so that what is counted is what is done; readers go on.</summary>
    public abstract string Lock { get; }

    /// <summary>Each finds what rows mean that say it otherwise than by reference, in this order.</summary>
    public abstract IReadOnlyList<string> Finds { get; }

    /// <summary>The names that it would make anew; null where it makes none.</summary>
    public virtual string? NewNames => null;

    /// <summary>Each refuses rows that only the database can tell to be wrong, in this order.</summary>
    public abstract IReadOnlyList<string> Checks { get; }

    /// <summary>Whether the key of a refused row could not be read.</summary>
    public abstract string Unreadable { get; }

    /// <summary>How many there are now.</summary>
    public abstract string Before { get; }

    /// <summary>Gathers what is deleted and what is missing into import_gone; a parameter says whether the file is complete.</summary>
    public abstract string Gone { get; }

    /// <summary>Missing, but needed by others; null where nothing can need them.</summary>
    public virtual string? Kept => null;

    /// <summary>What goes with import_gone.</summary>
    public virtual IReadOnlyList<(string Many, string Sql)> Dependants => [];

    /// <summary>added and changed, counted without doing anything.</summary>
    public abstract string Count { get; }

    /// <summary>What is stored and the file has nothing for: each column's label and in how many rows; null where nothing can be.</summary>
    public virtual string? Emptied => null;

    /// <summary>Whether the statements of <see cref="Apply"/> tell what they did, so that an import need not count beforehand.</summary>
    public abstract bool CountsByApplying { get; }

    /// <summary>Brings the rows in.</summary>
    public abstract IReadOnlyList<(string Sql, Applied Does)> Apply { get; }

    /// <summary>Columns that are things of their own: of each its label, and a statement that counts what it changes.</summary>
    public virtual IEnumerable<(string Label, string Sql)> Links => [];

    /// <summary>What of rows that go in is left out, that only the database can tell; null where nothing can be.</summary>
    public virtual string? LeftOut => null;

    /// <summary>Deletes what is in import_gone.</summary>
    public abstract string Remove { get; }

    public abstract IReadOnlyList<string> Tables { get; }

    public enum Applied
    {
        Other,
        Adds,
        Changes,
    }

    /// <summary>An update that refuses rows.</summary>
    internal static string Refuse(string problem, string? column, string rest) =>
        $"update import_rows s set problem = {Literal(problem)}, problem_column = {(column is null ? "null" : Literal(column))} {rest}";

    /// <summary>
    /// A customer by our own number, or by the address alone: the one who has it. Where rows are customers, nobody with it is a new one.
    /// </summary>
    protected static IEnumerable<string> FindCustomers(IReadOnlyList<ImportField> ways, string reference, bool mayBeNew)
    {
        if (ways.FirstOrDefault(way => way.Type == ImportFieldType.Id) is { } id)
        {
            yield return Refuse(
                Problems.UnknownId, id.Label,
                $"""
                where s.problem is null and s.{id.Column} is not null
                  and not exists (select from crm.customers c where c.id = s.{id.Column})
                """);
            yield return Refuse(
                Problems.OtherId, id.Label,
                $"""
                from crm.customers c
                where s.problem is null and c.id = s.{id.Column} and s.{reference} is not null and s.{reference} <> c.external_reference
                """);
            yield return
                $"""
                update import_rows s set {reference} = c.external_reference
                from crm.customers c
                where c.id = s.{id.Column} and s.{reference} is null
                """;
        }

        if (ways.FirstOrDefault(way => way.Type == ImportFieldType.Email) is { } email)
        {
            var byAddress =
                $"""
                (select lower(c.email) as address, min(c.external_reference) as reference, count(*) as several
                 from crm.customers c
                 where lower(c.email) in (select lower(o.{email.Column}) from import_rows o where o.{reference} is null)
                 group by 1) known
                """;
            yield return Refuse(
                Problems.SharedAddress, email.Label,
                $"""
                from {byAddress}
                where s.problem is null and s.{reference} is null and lower(s.{email.Column}) = known.address and known.several > 1
                """);
            yield return
                $"""
                update import_rows s set {reference} = known.reference
                from {byAddress}
                where s.{reference} is null and lower(s.{email.Column}) = known.address and known.several = 1
                """;
            yield return mayBeNew
                ? $"""
                   update import_rows s set {reference} = left('address:' || lower({email.Column}), 100)
                   where s.problem is null and s.{reference} is null and s.{email.Column} is not null and length(s.{email.Column}) <= 92
                   """
                : Refuse(
                    Problems.UnknownAddress, email.Label,
                    $"where s.problem is null and s.{reference} is null and s.{email.Column} is not null");
        }
    }

    /// <summary>
    /// Names are the same whatever their capitals, spaces and dashes, the width of their letters, and what cannot be seen in them.
    /// </summary>
    internal static string Folded(string name) =>
        $"""
        lower(btrim(regexp_replace(regexp_replace(regexp_replace(normalize({name}, nfkc), '[{Unseen}]', '', 'g'),
          '[\u2010-\u2015\u2212]', '-', 'g'), '\s+', ' ', 'g')) collate "und-x-icu")
        """;

    private const string Unseen = @"\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F"
        + @"\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0";

    protected static string Needed(ImportField field) => Refuse(
        Problems.Needed, field.Label, $"where s.problem is null and s.{field.Column} is null");

    protected static string Unknown(ImportField field) => Refuse(
        Problems.Unknown(field.Points!.Noun), field.Label,
        $"""
        where s.problem is null and not s.deleted and s.{field.Column} is not null
          and not exists (select from {field.Points.Table} r where r.external_reference = s.{field.Column})
        """);

    /// <summary>Our own words as a literal.</summary>
    internal static string Literal(string text) =>
        string.Create(CultureInfo.InvariantCulture, $"'{text.Replace("'", "''", StringComparison.Ordinal)}'");
}
