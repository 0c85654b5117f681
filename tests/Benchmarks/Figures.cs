using System.Text.Json;

namespace CustomerListSchedules.Benchmarks;

/// <summary>What was measured: lines of a table for people, and flat names and numbers for <c>--json</c>.</summary>
internal sealed class Figures
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly SortedDictionary<string, double> flat = [];

    public static void Line(string what, string figure, string? ratio =
        null) => Console.WriteLine($"{what,-56} {figure,14} {ratio,10}".TrimEnd());

    public static void Skipped(string what, string why) => Line(what, "skipped", why);

    public void Add(string name, double value) => flat[name] = Math.Round(value, 3);

    public void Save(string file) => File.WriteAllText(file, JsonSerializer.Serialize(flat, Indented) + "\n");
}
