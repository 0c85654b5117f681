using System.Text.RegularExpressions;
using CustomerListSchedules.Unit.Architecture;

namespace CustomerListSchedules.Unit.Documentation;

/// <summary>What people read is said in the terms of docs/words.md.</summary>
public sealed partial class WordsTests
{
    private const string Page = "docs/words.md";

    private static readonly Regex Banned = new(
        $@"(?<![\w'@./-])({AnyOf(Words())})(?![\w'@/=(-])", RegexOptions.IgnoreCase | RegexOptions.Compiled);

    private static readonly Regex Labels = new(
        AnyOf(InBackticks().Matches(House.Read(Page).Split("## Labels that stand")[1]).Select(word => word.Groups[1].Value)
            .Where(word => word != "Email")),
        RegexOptions.Compiled);

    // The first speaks as the foreign service does; the second knows what other programs call their columns.
    private static readonly string[] SpeakOtherwise = ["Features/Sandbox/", "Features/ImportData/Kinds/ColumnNames.cs"];

    [Fact]
    public void Nothing_on_a_page_or_in_a_mail_is_said_in_a_banned_word()
    {
        Assert.True(Words().Count > 40, "The table of terms cannot be read.");
        House.AssertNone(Texts().SelectMany(said => Found(said.Text).Select(word => $"{said.File}: {word}: {said.Text}")));
    }

    [Theory]
    [InlineData("<p>Send an email to everyone</p>", "email")]
    [InlineData("<p>@Model.Name can't collect</p>", "can't")]
    [InlineData("<button title=\"Click this\">Ok</button>", "click")]
    public void A_banned_word_is_found(string markup, string word) =>
        Assert.Contains(word, Markup(markup).SelectMany(Found), StringComparer.OrdinalIgnoreCase);

    [Theory]
    [InlineData("<p>Send Integrated Email</p>")]
    [InlineData("<th>Email</th>")]
    [InlineData("<input type=\"email\" name=\"Email\"><p>Your e-mail address</p>")]
    public void A_label_is_none(string markup) =>
        Assert.DoesNotContain(Markup(markup), text => Found(text).Any());

    private static IEnumerable<(string File, string Text)> Texts()
    {
        var files = House.Files("Features", "*.cshtml").Concat(House.Files("Features", "*.cs"))
            .Where(file => !SpeakOtherwise.Any(other => file.StartsWith(other, StringComparison.Ordinal)));
        return
            from file in files
            let source = House.Read(file)
            from text in file.EndsWith(".cshtml", StringComparison.Ordinal) ? Markup(source) : Literals(source)
            select (file, text);
    }

    private static IEnumerable<string> Markup(string source)
    {
        var said = RazorComment().Replace(source, "");
        var between = Between().Matches(Expression().Replace(said, " ")).Select(match => match.Groups[1].Value);
        var attributes = Attribute().Matches(said).Select(match => match.Groups[1].Value);
        return between.Concat(attributes).Concat(Literals(said)).Select(text => Spaces().Replace(text, " ").Trim());
    }

    // One word alone is a key or a name as often as a label.
    private static IEnumerable<string> Literals(string source) =>
        Literal().Matches(Comment().Replace(RawLiteral().Replace(source, ""), ""))
            .Select(match => Hole().Replace(match.Groups[1].Value, " "))
            .Where(text => text.Trim().Contains(' ') && !Code().IsMatch(text));

    private static IEnumerable<string> Found(string text) =>
        Banned.Matches(text == "Email" ? "" : Labels.Replace(text, "")).Select(match => match.Value);

    private static List<string> Words() =>
    [
        .. Row().Matches(House.Read(Page)).SelectMany(row => InBackticks().Matches(row.Groups[1].Value))
            .Select(word => word.Groups[1].Value),
    ];

    private static string AnyOf(IEnumerable<string> words) =>
        string.Join('|', words.OrderByDescending(word => word.Length).Select(Regex.Escape));

    [GeneratedRegex(@"^\|[^|\n]*\|[^|\n]*\|([^|\n]*`[^|\n]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InBackticks();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex RazorComment();

    [GeneratedRegex(@"@\((?>[^()]|\((?<open>)|\)(?<-open>))*\)|@[A-Za-z][\w.]*(\([^()]*\))?")]
    private static partial Regex Expression();

    [GeneratedRegex(@">([^<>{}=]+)<")]
    private static partial Regex Between();

    [GeneratedRegex("(?:aria-label|title|placeholder|alt)=\"([^\"@]*)\"")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("\"\"\".*?\"\"\"", RegexOptions.Singleline)]
    private static partial Regex RawLiteral();

    [GeneratedRegex(@"(?<!:)//[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex("\"((?:[^\"\\\\\n]|\\\\.)*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Hole();

    // SQL, markup and style are not read.
    [GeneratedRegex(
        @"\b(select|from|join|coalesce|btrim|where|asp-|insert|update|order by)\b.*[=().*_]|</|^\w+:|[a-z]:#|<>|^\s*(and|or|,) \w+\."
        + @"|^@?\(|= @\w")]
    private static partial Regex Code();
}
