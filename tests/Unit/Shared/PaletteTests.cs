using System.Globalization;
using System.Text.RegularExpressions;
using CustomerListSchedules.Unit.Architecture;

namespace CustomerListSchedules.Unit.Shared;

/// <summary>
/// One palette and one scale, of which styles take tokens. Mail must write its colours where it uses them: they are the tokens, too.
/// </summary>
public sealed partial class PaletteTests
{
    private static readonly string Tokens = File.ReadAllText(Path.Combine(House.Root, "Styles/tokens.css"));

    /// <summary>Styles of every page, and those of single ones.</summary>
    private static readonly IReadOnlyList<(string File, string Text)> Styles =
    [
        .. new[] { "Styles", "wwwroot" }.SelectMany(folder => Directory.GetFiles(Path.Combine(House.Root, folder), "*.css"))
            .Where(file => Path.GetFileName(file) != "tokens.css")
            .Select(file => (Path.GetFileName(file), File.ReadAllText(file))),
    ];

    private static readonly int DarkFrom = Tokens.IndexOf("@media (prefers-color-scheme: dark)", StringComparison.Ordinal);

    private static IEnumerable<(string File, string Text)> Mails =>
        Directory.GetFiles(Path.Combine(House.Root, "Features"), "*Html.cshtml", SearchOption.AllDirectories)
            .Where(file => !File.ReadLines(file).First().StartsWith("@page", StringComparison.Ordinal))
            .Select(file => (Path.GetFileName(file), File.ReadAllText(file)));

    [Fact]
    public void Every_colour_of_a_mail_is_one_of_the_applications_light_ones_and_in_the_dark_one_of_its_dark_ones()
    {
        Assert.Equal(5, Mails.Count());
        var (light, dark) = (Colours(Tokens[..DarkFrom]), Colours(Tokens[DarkFrom..]));
        House.AssertNone(
            from mail in Mails
            let styles = mail.Text.IndexOf("</style>", StringComparison.Ordinal) + 1
            from each in Colours(mail.Text[styles..]).Except(light).Concat(Colours(mail.Text[..styles]).Except(dark))
            select $"{mail.File}: {each}");
    }

    [Fact]
    public void What_has_a_colour_in_the_light_has_one_in_the_dark()
    {
        var classes = DarkClass().Matches(Mails.Single(mail => mail.File == "_LayoutHtml.cshtml").Text)
            .Select(match => match.Groups[1].Value).ToHashSet();
        House.AssertNone(
            from mail in Mails
            from Match element in Coloured().Matches(mail.Text)
            where !classes.Intersect(Class().Match(element.Value).Groups[1].Value.Split(' ')).Any()
            select $"{mail.File}: {element.Value}");
    }

    [Fact]
    public void Sizes_of_type_and_distances_are_those_of_the_scale()
    {
        Assert.InRange(Styles.Count, 15, int.MaxValue);
        House.AssertNone(
            from style in Styles
            from Match size in TypeSize().Matches(style.Text)
            select $"{style.File}: {size.Value}: take a --text-…");
        House.AssertNone(
            from style in Styles
            from Match declaration in Distances().Matches(style.Text)
            from Match length in Length().Matches(declaration.Value)
            where Scale.Contains(Number(length))
            select $"{style.File}: {declaration.Value.Trim()}: {length.Value} is a --space-…");
        foreach (var token in Token().Matches(Tokens).Select(match => match.Groups[1].Value))
        {
            Assert.Contains(Styles, style => style.Text.Contains($"var({token})", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void On_a_screen_no_style_has_a_colour_of_its_own_but_what_is_lost_by_a_press() =>
        House.AssertNone(
            from style in Styles
            from colour in Colours(OnPaper().Replace(style.Text, ""))
            where !(style.File == "buttons.css" && colour is "#a3262d" or "#841720" or "#fff")
            select $"{style.File}: {colour}: take a token");

    [Theory]
    [InlineData("margin: 0 .5rem", true)]
    [InlineData("padding: 0.50rem", true)]
    [InlineData("gap: 0.45rem", false)]
    [InlineData("margin: -0.5rem", false)]
    public void A_distance_of_the_scale_is_known_however_it_is_written(string declaration, bool known) =>
        Assert.Equal(known, Length().Matches(declaration).Any(length => Scale.Contains(Number(length))));

    private static HashSet<decimal> Scale => [.. Space().Matches(Tokens).Select(Number)];

    private static decimal Number(Match length) => decimal.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture);

    private static HashSet<string> Colours(string text) => [.. Colour().Matches(text).Select(match => match.Value)];

    [GeneratedRegex("(?<!&)#(?:[0-9a-f]{6}|[0-9a-f]{3})\\b")]
    private static partial Regex Colour();

    [GeneratedRegex(@"(?m)^\s+\.([a-z]+) \{[^}]*(?:#|color)")]
    private static partial Regex DarkClass();

    [GeneratedRegex(@"font-size: ?\d*\.?\d+(?:rem|px)")]
    private static partial Regex TypeSize();

    [GeneratedRegex(@"(?:margin|padding|gap)[a-z-]*:[^;}]*")]
    private static partial Regex Distances();

    [GeneratedRegex(@"(?<![\d.-])(\d*\.?\d+)rem")]
    private static partial Regex Length();

    [GeneratedRegex(@"--space-\d: ([\d.]+)rem")]
    private static partial Regex Space();

    [GeneratedRegex(@"@media print \{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")]
    private static partial Regex OnPaper();

    [GeneratedRegex(@"(--(?:text|space)-[a-z0-9]+):")]
    private static partial Regex Token();

    [GeneratedRegex("<[a-z0-9]+ [^>]*#[0-9a-f]{3,6}[^>]*>")]
    private static partial Regex Coloured();

    [GeneratedRegex("class=\"([^\"]+)\"")]
    private static partial Regex Class();
}
