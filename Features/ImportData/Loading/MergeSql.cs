using System.Globalization;
using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>
/// The statements that bring staged rows into crm. Their parts come from <see cref="ImportKinds"/>; values are parameters.
/// </summary>
internal abstract class MergeSql
{
    /// <summary>Gone with the transaction, or with a node that is killed.</summary>
    public static string CreateStaging(IEnumerable<ImportField> fields) =>
        $"""
        create temp table import_rows (line bigint not null, deleted boolean not null, problem text, problem_column text
          {string.Concat(fields.Select(field => $", {field.Column} {field.StagedType}"))}) on commit drop
        """;

    public static string Copy(IEnumerable<ImportField> fields) =>
        $"copy import_rows (line, deleted, problem, problem_column{string.Concat(fields.Select(field => ", " + field.Column))}) from "
        + $"stdin (format binary)";

    public static MergeSql For(ImportKind kind, ImportSettings settings) => kind switch
    {
        RowKind rows => new RowMergeSql(rows, [.. RowStager.StagedFields(kind, settings)]),
        LinkKind links => new LinkMergeSql(links),
        _ => throw new ArgumentException($"{kind.Key} cannot be merged.", nameof(kind)),
    };

    /// <summary>Holds other writers off, so that what is counted is what is done; readers go on.</summary>
    public abstract string Lock { get; }

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

    /// <summary>Whether the statements of <see cref="Apply"/> tell what they did, so that an import need not count beforehand.</summary>
    public abstract bool CountsByApplying { get; }

    /// <summary>Brings the rows in.</summary>
    public abstract IReadOnlyList<(string Sql, Applied Does)> Apply { get; }

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
    protected static string Refuse(string problem, string? column, string rest) =>
        $"update import_rows s set problem = {Literal(problem)}, problem_column = {(column is null ? "null" : Literal(column))} {rest}";

    protected static string Unknown(ImportField field) => Refuse(
        Problems.Unknown(field.Points!.Noun), field.Label,
        $"""
        where s.problem is null and not s.deleted and s.{field.Column} is not null
          and not exists (select from {field.Points.Table} r where r.external_reference = s.{field.Column})
        """);

    /// <summary>Our own words as a literal.</summary>
    protected static string Literal(string text) =>
        string.Create(CultureInfo.InvariantCulture, $"'{text.Replace("'", "''", StringComparison.Ordinal)}'");
}
