namespace CustomerListSchedules.Infrastructure.Files.Writers;

/// <summary>Names of mail merge fields: one line, at most 40 characters, and no two alike but for capitals.</summary>
internal static class MailMergeHeaders
{
    public static IReadOnlyList<string> For(IReadOnlyList<FileColumn> columns)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. columns.Select(column => Unique(OneLine(column.Label), taken))];
    }

    private static string OneLine(string label)
    {
        var line = string.Join(' ', label.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? "Column" : line;
    }

    private static string Unique(string label, HashSet<string> taken)
    {
        var name = Fit(label, "");
        for (var number = 2; !taken.Add(name); number++)
        {
            name = Fit(label, $" {number}");
        }

        return name;
    }

    private static string Fit(string label, string suffix) =>
        WholeCharacters.Cut(label, FileLimits.MailMergeHeader - suffix.Length).TrimEnd().ToString() + suffix;
}
