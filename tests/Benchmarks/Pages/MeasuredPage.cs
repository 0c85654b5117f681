namespace CustomerListSchedules.Benchmarks.Pages;

/// <summary>A page that is measured.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Path">Where it is, for the visitor of a number from 0.</param>
/// <param name="Partners">Whether partners see it, and not staff.</param>
internal sealed record MeasuredPage(string Name, Func<int, string> Path, bool Partners = false)
{
    public MeasuredPage(string name, string path, bool partners = false)
        : this(name, _ => path, partners)
    {
    }

    public string Key => Name.ToLowerInvariant().Replace(' ', '_').Replace("'", "", StringComparison.Ordinal);
}
