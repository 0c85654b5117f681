using System.Reflection;
using System.Text.RegularExpressions;
using CustomerListSchedules.Unit.Architecture;

namespace CustomerListSchedules.Unit.Documentation;

/// <summary>Pages and comments of the repository, and what they refer to. Checks take text, so that a spoilt one can be tried.</summary>
internal static partial class Papers
{
    /// <summary>Names of others' that pages mention as code.</summary>
    private static readonly HashSet<string> Foreign =
    [
        "CommandDefinition", "IRequestHandler", "RecurrenceTriggerImpl", "SmtpClient", "SpreadsheetDocument", "TimeProvider",
        "TimeZoneInfo", "TwoFactorUserIdScheme", "UtcNow", "Sdk.Web", "ZipArchive",
    ];

    private static readonly string[] Unread =
        ["bin", "obj", "node_modules", ".git", ".data", "lib", "TestResults", "BenchmarkDotNet.Artifacts", "__pycache__"];

    private static readonly string[] Sources =
        [".cs", ".cshtml", ".sql", ".js", ".mjs", ".css", ".py", ".sh", ".csproj", ".props", ".slnx", ".json", ".c", ".txt", ""];

    private static readonly Type[] Types = typeof(StartUp).Assembly.GetTypes();

    private static readonly HashSet<string> Names =
    [
        .. Types.Select(type => type.Name.Split('`')[0]),
        .. Types.SelectMany(type => type.GetMembers(Everything).Select(member => $"{type.Name}.{member.Name}")),
    ];

    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Every page: its path in the repository and its text.</summary>
    public static IReadOnlyList<(string Path, string Text)> Pages { get; } = [.. Read(path => Path.GetExtension(path) == ".md")];

    /// <summary>Every source file that is not generated.</summary>
    public static IReadOnlyList<(string Path, string Text)> Files { get; } = [.. Read(path => Sources.Contains(Path.GetExtension(path)))];

    public static string Page(string path) => Pages.Single(page => page.Path == path).Text;

    /// <summary>Links of a page that lead to no file, or to no heading of it.</summary>
    public static IEnumerable<string> DeadLinks(string path, string text) =>
        from match in Link().Matches(WithoutFences(text))
        let link = match.Groups[1].Value
        where !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal)
        let parts = link.Split('#', 2)
        let file = parts[0].Length == 0 ? path : Normal(Path.Combine(Path.GetDirectoryName(path) ?? "", parts[0]))
        where !Exists(file) || (parts.Length == 2 && !Headings(parts[0].Length == 0 ? text : Page(file)).Contains(parts[1]))
        select $"{path} links to {link}";

    /// <summary>Paths of the repository that a page names as code and that are not there.</summary>
    public static IEnumerable<string> LostPaths(string path, string text) =>
        from words in Code(text)
        let named = PagePath().Match(words)
        where named.Success && !Exists(named.Value) && !Files.Any(file => Path.GetFileName(file.Path) == named.Value)
        select $"{path} names {named.Value}";

    /// <summary>Paths and pages that comments name and that are not there.</summary>
    public static IEnumerable<string> LostInComments(string path, string text) =>
        from comment in Comments(path, text)
        from name in CommentPath().Matches(comment).Concat(PageName().Matches(comment)).Select(match => match.Value).Distinct()
        where !Exists(name) && !Exists("docs/" + name) && !Exists(Path.Combine(Path.GetDirectoryName(path) ?? "", name))
        select $"{path} names {name}";

    /// <summary>Types and members of ours that a page names as code and that are not there.</summary>
    public static IEnumerable<string> LostNames(string path, string text) =>
        from words in Code(text)
        where TypeName().IsMatch(words) && !Names.Contains(words) && !Foreign.Contains(words)
        select $"{path} names {words}";

    /// <summary>Mentions of papers that are not in the repository.</summary>
    public static IEnumerable<string> AbsentPapers(string path, string text) =>
        AbsentPaper().Matches(text).Select(match => $"{path} mentions {match.Value}");

    /// <summary>Routes that a page names as code and that no page of the application has.</summary>
    public static IEnumerable<string> LostRoutes(string path, string text) =>
        from words in Code(text)
        where words.StartsWith('/') && !Routes.Contains(RouteParameter().Replace(words, "{}"))
        select $"{path} names the route {words}";

    /// <summary>The settings that configuration.md lists.</summary>
    public static IReadOnlySet<string> DescribedSettings(string text)
    {
        var settings = new HashSet<string>();
        foreach (Match row in SettingsRow().Matches(text))
        {
            var section = "";
            foreach (var name in Code(row.Groups[1].Value))
            {
                section = name.StartsWith(':') ? section : name[..Math.Max(0, name.LastIndexOf(':'))];
                settings.Add(name.StartsWith(':') ? section + name : name);
            }
        }

        return settings;
    }

    /// <summary>The settings that the application reads: by name, or as properties of the record of a section.</summary>
    public static IReadOnlySet<string> ReadSettings()
    {
        var settings = new HashSet<string>();
        foreach (var (path, text) in Files.Where(file => IsApplication(file.Path) && file.Path.EndsWith(".cs", StringComparison.Ordinal)))
        {
            settings.UnionWith(Setting().Matches(text).Select(match => match.Groups[1].Value));
            settings.UnionWith(BoundSection().Matches(text).SelectMany(bound => Properties(bound.Groups[1].Value, bound.Groups[2].Value)));

            // A record that puts the names of its section together reads those of its properties.
            settings.UnionWith(SectionPrefix().Matches(text)
                .SelectMany(prefix => Properties(prefix.Groups[1].Value, Path.GetFileNameWithoutExtension(path))));
        }

        return settings;

        static IEnumerable<string> Properties(string section, string record) =>
            Types.Single(type => type.Name == record).GetProperties().Where(property => property.CanWrite)
                .Select(property => $"{section}:{property.Name}");
    }

    /// <summary>The states that the database allows in a column: those of the last check of it.</summary>
    public static IReadOnlySet<string> AllowedStates(string table, string column)
    {
        var found = Files.Where(file => file.Path.StartsWith("Migrations/", StringComparison.Ordinal))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .SelectMany(file => TableStatement().Matches(file.Text).Where(statement => statement.Groups[1].Value == table))
            .SelectMany(statement => ColumnCheck().Matches(statement.Value).Where(check => check.Groups[1].Value == column))
            .Select(check => check.Groups[2].Value)
            .ToList();
        return found.Count == 0 ? new HashSet<string>() : [.. Quoted().Matches(found[^1]).Select(state => state.Groups[1].Value)];
    }

    /// <summary>A section of a page, from its heading to the next of its level.</summary>
    public static string Section(string text, string heading) =>
        Regex.Match(text, $@"^## {Regex.Escape(heading)}\n(?:(?!^## ).*\n?)*", RegexOptions.Multiline).Value;

    /// <summary>The first cells of a section's tables, where they are code.</summary>
    public static IEnumerable<string> FirstCells(string section) => FirstCell().Matches(section).Select(match => match.Groups[1].Value);

    /// <summary>The states that a section's diagram draws.</summary>
    public static IReadOnlySet<string> Drawn(string section) =>
        DiagramLine().Matches(section).SelectMany(match => new[] { match.Groups[1].Value, match.Groups[2].Value })
            .Where(state => state != "[*]").ToHashSet();

    /// <summary>What a page writes as code, outside of fences.</summary>
    public static IEnumerable<string> Code(string text) => InlineCode().Matches(WithoutFences(text)).Select(match => match.Groups[1].Value);

    public static bool Exists(string path)
    {
        if (!path.Contains('*', StringComparison.Ordinal))
        {
            return Path.Exists(Path.Combine(House.Root, path));
        }

        var folder = Path.Combine(House.Root, Path.GetDirectoryName(path)!);
        return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder, Path.GetFileName(path)).Any();
    }

    private static IReadOnlySet<string> Routes { get; } =
        Files.Where(file => file.Path.EndsWith(".cshtml", StringComparison.Ordinal))
            .Select(file => PageRoute().Match(file.Text).Groups[1].Value)
            .Select(route => RouteParameter().Replace(route, "{}"))
            .Concat(["/health/live", "/health/ready"])
            .ToHashSet();

    private static EnumerationOptions Hidden => new() { RecurseSubdirectories = true, AttributesToSkip = 0 };

    private static bool IsApplication(string path) => !path.StartsWith("tests/", StringComparison.Ordinal);

    private static IEnumerable<(string Path, string Text)> Read(Func<string, bool> wanted) =>
        from file in Directory.EnumerateFiles(House.Root, "*", Hidden)
        let path = House.Relative(file)
        where !path.Split('/')[..^1].Intersect(Unread).Any() && !path.StartsWith(".git", StringComparison.Ordinal) && wanted(path)
        select (path, File.ReadAllText(file));

    private static IEnumerable<string> Comments(string path, string text) => Path.GetExtension(path) switch
    {
        ".cs" or ".c" => SlashComment().Matches(text).Select(match => match.Value),
        ".js" or ".mjs" or ".css" => SlashComment().Matches(text).Concat(BlockComment().Matches(text)).Select(match => match.Value),
        ".cshtml" => RazorComment().Matches(text).Select(match => match.Value),
        ".sql" => SqlComment().Matches(text).Select(match => match.Value),
        ".csproj" or ".props" or ".slnx" => XmlComment().Matches(text).Select(match => match.Value),
        ".py" or ".sh" or "" => HashComment().Matches(text).Select(match => match.Value),
        _ => [],
    };

    private static IEnumerable<string> Headings(string text) =>
        from match in Heading().Matches(WithoutFences(text))
        select NotInAnchors().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static string WithoutFences(string text) => Fence().Replace(text, "");

    private static string Normal(string path) => Path.GetRelativePath(House.Root, Path.GetFullPath(path, House.Root)).Replace('\\', '/');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"`([^`\n]+)`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(
        @"^(docs|Features|Infrastructure|Migrations|tests|wwwroot(?!/lib))/[\w./*-]*|^(?!X\.|_Noun)[\w.-]+\.(md|cs\w*|props|slnx)$")]
    private static partial Regex PagePath();

    [GeneratedRegex(@"(?<![\w/.{-])(docs|Features|Infrastructure|Migrations|tests)/[\w./*-]*\w")]
    private static partial Regex CommentPath();

    [GeneratedRegex(@"(?<![\w/.-])[\w/-]+\.md\b")]
    private static partial Regex PageName();

    // At least two humps or a member: one hump alone may be a word on screen.
    [GeneratedRegex(@"^[A-Z][a-z0-9]+(([A-Z][a-z0-9]+)+(\.[A-Z]\w+)?|\.[A-Z]\w+)$|^I[A-Z][a-z]+([A-Z][a-z0-9]+)*$")]
    private static partial Regex TypeName();

    // Written apart, so that this file does not mention them either.
    [GeneratedRegex(@"\b(SP" + "EC|DES" + "IGN|ST" + @"YLE)\b|[Tt]he[ _]art" + @"icles?\b|\b[Ii]ss" + @"ue #?\d+\b")]
    private static partial Regex AbsentPaper();

    [GeneratedRegex("^@page \"([^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex PageRoute();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex RouteParameter();

    [GeneratedRegex(@"^\| (`[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex SettingsRow();

    [GeneratedRegex(
        "\"((?:ConnectionStrings|Data|Database|Keys|Venue|Email|Delivery|Lists|Import|Dotdigital|Proxy|SignIn|SampleData|Clock|Scheduling)"
        + "(?::[A-Z]\\w*)+)\"")]
    private static partial Regex Setting();

    [GeneratedRegex("string \\w+ = \"([A-Z]\\w+(?::[A-Z]\\w+)*):\"")]
    private static partial Regex SectionPrefix();

    [GeneratedRegex("GetSection\\(\"(\\w+)\"\\)\\.Get<(\\w+)>")]
    private static partial Regex BoundSection();

    [GeneratedRegex(@"^(?:create|alter) table (\w+)(?:(?!;$).)*;$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex TableStatement();

    [GeneratedRegex(@"check\s*\((\w+) in \(([^)]+)\)\)")]
    private static partial Regex ColumnCheck();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    [GeneratedRegex(@"^  (\S+) --> (\w+|\[\*\])(?:: [^;\n]+)?$", RegexOptions.Multiline)]
    private static partial Regex DiagramLine();

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex SlashComment();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex BlockComment();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex RazorComment();

    [GeneratedRegex(@"--.*$", RegexOptions.Multiline)]
    private static partial Regex SqlComment();

    [GeneratedRegex(@"<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex XmlComment();

    [GeneratedRegex(@"#.*$", RegexOptions.Multiline)]
    private static partial Regex HashComment();
}
