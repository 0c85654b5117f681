using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>Makes the lines of one order one row: what they count is added, and what they name is listed.</summary>
internal static class LinesSql
{
    /// <param name="lines">What is to be the same in them, and what is added.</param>
    /// <param name="fields">What is staged.</param>
    public static IEnumerable<string> Join(OrderLines lines, IReadOnlyList<ImportField> fields)
    {
        // A sum without one of its lines would be wrong.
        yield return MergeSql.Refuse(
            Problems.OtherLine, null,
            $"""
            from (
              select distinct external_reference from import_rows where problem is not null and external_reference is not null) bad
            where {MergeSql.Good} and s.external_reference = bad.external_reference
            """);
        var same = lines.Same.Prepend("external_reference").ToList();
        var first = fields.Where(field => lines.First.Contains(field.Column)).Select(field => (field.Column, $"min({field.Column})"));
        var added = fields.Where(field => lines.Added.Contains(field.Column))
            .Select(field => (field.Column, $"sum({field.Column})::{field.StagedType}"));
        var listed = fields.Where(field => lines.Listed.Contains(field.Column))
            .Select(field => (field.Column, $"left(string_agg(distinct {field.Column}, ', '), {field.MaxLength})"));
        var made = first.Concat(added).Concat(listed).Append(("left_out", "bit_or(left_out)")).ToList();
        yield return
            $"""
            with lines as (
              select {string.Join(", ", same)}, min(line) as first_line
                {string.Concat(made.Select(field => $", {field.Item2} as {field.Item1}"))}
              from import_rows
              where problem is null and not deleted
              group by {string.Join(", ", same)}
              having count(*) > 1),
            joined as (
              update import_rows s
              set {string.Join(", ", made.Select(field => $"{field.Item1} = lines.{field.Item1}"))}
              from lines
              where s.line = lines.first_line)
            delete from import_rows s
            using lines
            where {MergeSql.Good} and s.line > lines.first_line and s.external_reference = lines.external_reference
              and ({string.Join(", ", same.Select(column => "s." + column))})
                is not distinct from ({string.Join(", ", same.Select(column => "lines." + column))})
            """;
    }
}
