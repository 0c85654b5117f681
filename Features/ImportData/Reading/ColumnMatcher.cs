using System.Text;
using CustomerListSchedules.Features.ImportData.Kinds;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>Recognises a file's columns by their names: "customer_id", "Customer ID" and "CustomerId" are one.</summary>
public static class ColumnMatcher
{
    /// <returns>For each column of the file the field that it goes into, each field once; null for those not recognised.</returns>
    public static IReadOnlyList<string?> Match(ImportKind kind, IReadOnlyList<string> headers)
    {
        var names = headers.Select(Plain).ToList();
        var matched = new string?[headers.Count];
        // A field's own name wins over another's alias, wherever it stands.
        Take(field => [Plain(field.Label), Plain(field.Column)]);
        Take(field => field.Aliases);
        return matched;

        void Take(Func<ImportField, IReadOnlyList<string>> known)
        {
            foreach (var field in kind.Fields.Where(field => !matched.Contains(field.Column)))
            {
                foreach (var name in known(field))
                {
                    var index = names.FindIndex(header => header == name);
                    if (index >= 0 && matched[index] is null)
                    {
                        matched[index] = field.Column;
                        break;
                    }
                }
            }
        }
    }

    /// <summary>What is wrong with a mapping, in words for a person; empty when nothing is.</summary>
    public static IReadOnlyList<string> ProblemsOf(ImportKind kind, IReadOnlyList<string?> columns)
    {
        var problems = new List<string>();
        foreach (var field in kind.Fields)
        {
            var times = columns.Count(column => column == field.Column);
            if (times > 1)
            {
                problems.Add($"{field.Label} is chosen for {times} columns. Choose it for one.");
            }
            else if (times == 0 && field.Required)
            {
                problems.Add($"{field.Label} is needed. Choose it for a column of the file.");
            }
        }

        if (kind is LinkKind && !columns.Contains("reference") && !columns.Contains("name"))
        {
            problems.Add(
                $"{kind.Field("reference").Label} or {kind.Field("name").Label} is needed. Choose one of them for a column of the file.");
        }

        if (columns.FirstOrDefault(column => column is not null && kind.Fields.All(field => field.Column != column)) is { } unknown)
        {
            problems.Add($"There is no field \"{unknown}\".");
        }

        return problems;
    }

    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var letter in name.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit))
        {
            plain.Append(char.ToLowerInvariant(letter));
        }

        return plain.ToString();
    }
}
