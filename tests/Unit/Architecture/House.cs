using System.Text.RegularExpressions;

namespace CustomerListSchedules.Unit.Architecture;

/// <summary>The source files of the repository, as the rules read them.</summary>
internal static partial class House
{
    public static readonly string Root = FindRoot();

    /// <summary>Every file below a folder that is not built, by its path from the root.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(Relative)
            .Where(file => !Built().IsMatch("/" + file));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    /// <summary>Fails with all that is wrong, a line each.</summary>
    public static void AssertNone(IEnumerable<string> guilty)
    {
        var all = guilty.Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, $"{all.Count}:\n{string.Join('\n', all)}");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "CustomerListSchedules.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"/(bin|obj|node_modules|\.git|\.data|wwwroot/lib|TestResults)/")]
    private static partial Regex Built();
}
