using System.Reflection;
using System.Text.RegularExpressions;
using CustomerListSchedules.Features.SignIn;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Unit.Architecture;

/// <summary>The rules of the house that a compiler does not keep.</summary>
public sealed partial class ArchitectureTests
{
    private const string Features = "CustomerListSchedules.Features.";

    private static readonly string Root = FindRoot();

    private static readonly Type[] Types = typeof(StartUp).Assembly.GetTypes();

    [Fact]
    public void Infrastructure_never_references_features()
    {
        var guilty = SourceFiles("Infrastructure", "*.cs").Where(file => FeatureName().IsMatch(File.ReadAllText(file)));
        Assert.Empty(guilty.Select(Relative));
    }

    [Fact]
    public void A_slice_uses_another_slice_only_by_its_requests_and_pure_code()
    {
        var closed = Types.Where(type => Slice(type) is not (null or "Shared") && IsClosed(type)).ToList();
        Assert.NotEmpty(closed);
        // A nested Handler is named only with its request, which stays allowed.
        var guilty =
            from file in SourceFiles("Features", "*.cs").Concat(SourceFiles("Features", "*.cshtml"))
            let slice = Relative(file).Split('/')[1]
            let words = Identifier().Matches(WithoutComments(File.ReadAllText(file))).Select(match => match.Value).ToHashSet()
            from type in closed
            where type.DeclaringType is null && Slice(type) != slice && words.Contains(type.Name) && Imports(file, type)
            select $"{Relative(file)} uses {type.FullName}";
        Assert.Empty(guilty);
    }

    [Fact]
    public void Pages_hold_no_SQL_and_no_connection()
    {
        var pages = SourceFiles("Features", "*.cshtml").Concat(SourceFiles("Features", "*.cshtml.cs"));
        var guilty = pages.Where(file => Sql().IsMatch(WithoutComments(File.ReadAllText(file))));
        Assert.Empty(guilty.Select(Relative));
    }

    [Fact]
    public void Every_page_says_who_may_see_it()
    {
        var guilty =
            from file in PageFiles()
            let markup = File.ReadAllText(file)
            where !AuthorizeAttribute().IsMatch(markup) && !SaysWhoMay(PageModel(file))
            select Relative(file);
        Assert.Empty(guilty);
    }

    [Fact]
    public void Every_page_has_an_absolute_route_that_no_other_has()
    {
        var routes = PageFiles()
            .Select(file => (File: Relative(file), Route: PageDirective().Match(File.ReadAllText(file)).Groups[1].Value)).ToList();
        Assert.NotEmpty(routes);
        Assert.All(routes, page => Assert.StartsWith("/", page.Route, StringComparison.Ordinal));
        Assert.Empty(routes.GroupBy(
            page => RouteParameter().Replace(page.Route, "{}"), StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
            .Select(group => string.Join(" and ", group.Select(page => page.File))));
    }

    [Fact]
    public void Markup_has_no_inline_style_script_or_event()
    {
        // A mail has no other place for its styles, and is never a page of the site.
        var guilty = SourceFiles("Features", "*.cshtml")
            .Where(file => !file.EndsWith("Html.cshtml", StringComparison.Ordinal) || PageDirective().IsMatch(File.ReadAllText(file)))
            .Where(file => Inline().IsMatch(RazorComment().Replace(File.ReadAllText(file), "")));
        Assert.Empty(guilty.Select(Relative));
    }

    /// <summary>With it a browser keeps whatever answers as the file: the sign-in page too, where the session has lapsed.</summary>
    [Fact]
    public void No_link_has_the_download_attribute() =>
        Assert.Empty(SourceFiles("Features", "*.cshtml").Where(file => DownloadAttribute().IsMatch(File.ReadAllText(
            file))).Select(Relative));

    [Fact]
    public void Every_handler_and_validator_stays_inside()
    {
        var guilty = Types.Where(type => IsHandlerOrValidator(type) && (type.IsNested ? type.IsNestedPublic : type.IsPublic));
        Assert.Empty(guilty.Select(type => type.FullName));
    }

    [Fact]
    public void Nothing_committed_names_a_package_registrys_host()
    {
        string[] patterns = ["*.cs", "*.csproj", "*.props", "*.slnx", "*.json", "*.md", "*.yml", "*.config", "*.npmrc", "run", "test"];
        var guilty = patterns
            .SelectMany(pattern => Directory.EnumerateFiles(
                Root, pattern, new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
            .Where(file => !Built().IsMatch("/" + Relative(file)))
            .Where(file => RegistryHost().IsMatch(File.ReadAllText(file)));
        Assert.Empty(guilty.Select(Relative));
    }

    [Fact]
    public void The_names_of_htmx_headers_are_written_only_by_the_Htmx_package()
    {
        var sources = SourceFiles("Features", "*.cs").Concat(SourceFiles("Features", "*.cshtml"))
            .Concat(SourceFiles("Infrastructure", "*.cs"));
        Assert.Empty(sources.Where(file => File.ReadAllText(file).Contains("\"HX-", StringComparison.Ordinal)).Select(Relative));
    }

    // The base of every page that asks for the password again: it holds the question, which is SignIn's, and no page of its own.
    private static bool IsClosed(Type type) =>
        (typeof(PageModel).IsAssignableFrom(type) && type != typeof(ConfirmedPage)) || IsHandlerOrValidator(type);

    private static bool IsHandlerOrValidator(Type type) =>
        type is { IsAbstract: false, IsInterface: false } && (typeof(IValidator).IsAssignableFrom(type)
            || type.GetInterfaces()
            .Any(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)));

    private static string? Slice(Type type) =>
        type.Namespace?.StartsWith(Features, StringComparison.Ordinal) is true ? type.Namespace[Features.Length..].Split('.')[0] : null;

    private static bool Imports(string file, Type type) =>
        File.ReadAllText(file).Contains(Features + Slice(type), StringComparison.Ordinal);

    private static bool SaysWhoMay(Type? model) =>
        model is not null && model.GetCustomAttributes().Any(attribute => attribute is IAuthorizeData or IAllowAnonymous);

    private static Type? PageModel(string file)
    {
        var name = ModelDirective().Match(File.ReadAllText(file)).Groups[1].Value.Split('.').Last();
        var slice = Relative(file).Split('/')[1];
        return Types.SingleOrDefault(type => type.Name == name && Slice(type) == slice && typeof(PageModel).IsAssignableFrom(type));
    }

    private static IEnumerable<string> PageFiles() =>
        SourceFiles("Features", "*.cshtml").Where(file => PageDirective().IsMatch(File.ReadAllText(file)));

    private static IEnumerable<string> SourceFiles(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories);

    private static string Relative(string file) => Path.GetRelativePath(Root, file);

    private static string WithoutComments(string source) => LineComment().Replace(source, "");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "CustomerListSchedules.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"<a\s[^>]*?\sdownload(?=[\s>=])")]
    private static partial Regex DownloadAttribute();

    [GeneratedRegex(@"CustomerListSchedules\.Features\b")]
    private static partial Regex FeatureName();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Identifier();

    [GeneratedRegex("(?i)\"\"\"\\s*(select|insert|update|delete|with)\\b|\"(select|insert into|update|delete "
        + "from)\\s|\\b(NpgsqlConnection|NpgsqlDataSource|CommandDefinition)\\b")]
    private static partial Regex Sql();

    [GeneratedRegex(@"@attribute\s+\[(Authorize|AllowAnonymous)\b")]
    private static partial Regex AuthorizeAttribute();

    [GeneratedRegex("^@page(?:\\s+\"([^\"]*)\")?", RegexOptions.Multiline)]
    private static partial Regex PageDirective();

    [GeneratedRegex(@"^@model\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex ModelDirective();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex RouteParameter();

    [GeneratedRegex("(?i)<style\\b|<script(?![^>]*\\ssrc=)[^>]*>|\\sstyle\\s*=\\s*[\"']|\\son[a-z]+\\s*=\\s*[\"']|\\shx-on\\b|javascript:")]
    private static partial Regex Inline();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex RazorComment();

    [GeneratedRegex(@"(?m)^\s*//.*$")]
    private static partial Regex LineComment();

    [GeneratedRegex(@"/(bin|obj|node_modules|\.git|\.data|wwwroot/lib|TestResults|BenchmarkDotNet\.Artifacts)/")]
    private static partial Regex Built();

    // Written apart, so that this file does not name them either.
    [GeneratedRegex(@"nuget\.org/v3|api\.nu"
        + @"get\.|registry\.npm"
        + @"js\.|registry\.ya" + @"rnpkg\.|pkgs\.dev\.az" + @"ure\.|art" + "ifactory|/verda" + "ccio|npm\\.pkg\\.github")]
    private static partial Regex RegistryHost();
}
