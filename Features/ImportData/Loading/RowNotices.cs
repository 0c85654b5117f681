namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>What a person should know of rows that went in, gathered by reason and column.</summary>
internal sealed class RowNotices
{
    private const int LinesKept = 10;

    private readonly Dictionary<(string Problem, string Column), (long Count, List<long> Lines)> gathered = [];

    public void Add(string problem, string column, long line)
    {
        var (count, lines) = gathered.GetValueOrDefault((problem, column), (0, []));
        if (lines.Count < LinesKept)
        {
            lines.Add(line);
        }

        gathered[(problem, column)] = (count + 1, lines);
    }

    /// <summary>The most frequent first.</summary>
    public IReadOnlyList<Refusal> All() =>
        [
            .. gathered.Select(each => new Refusal
            {
                Problem = each.Key.Problem,
                Column = each.Key.Column,
                Count = each.Value.Count,
                Lines = [.. each.Value.Lines],
            })
                .OrderByDescending(notice => notice.Count).ThenBy(notice => notice.Problem, StringComparer.Ordinal),
        ];
}
