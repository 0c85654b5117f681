using System.Text.RegularExpressions;
using CustomerListSchedules.Unit.Architecture;

namespace CustomerListSchedules.Unit.Shared;

/// <summary>Mail must write its colours where it uses them: they are those of site.css all the same.</summary>
public sealed partial class PaletteTests
{
    private static readonly string Site = File.ReadAllText(Path.Combine(House.Root, "wwwroot/site.css"));

    private static readonly int DarkFrom = Site.IndexOf("@media (prefers-color-scheme: dark)", StringComparison.Ordinal);

    private static IEnumerable<(string File, string Text)> Mails =>
        Directory.GetFiles(Path.Combine(House.Root, "Features"), "*Html.cshtml", SearchOption.AllDirectories)
            .Where(file => !File.ReadLines(file).First().StartsWith("@page", StringComparison.Ordinal))
            .Select(file => (Path.GetFileName(file), File.ReadAllText(file)));

    [Fact]
    public void Every_colour_of_a_mail_is_one_of_the_applications_light_ones_and_in_the_dark_one_of_its_dark_ones()
    {
        Assert.Equal(5, Mails.Count());
        var (light, dark) = (Colours(Site[..DarkFrom]), Colours(Site[DarkFrom..]));
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
        var used = Site[Site.IndexOf("/* Tokens end */", StringComparison.Ordinal)..];
        House.AssertNone(TypeSize().Matches(used).Select(size => $"site.css: {size.Value}: take a --text-…"));
        House.AssertNone(
            from Match declaration in Distances().Matches(used)
            from Match length in Length().Matches(declaration.Value)
            where Scale.Contains(length.Groups[1].Value)
            select $"site.css: {declaration.Value.Trim()}: {length.Value} is a --space-…");
        foreach (var token in Token().Matches(Site[..^used.Length]).Select(match => match.Groups[1].Value))
        {
            Assert.Contains($"var({token})", used, StringComparison.Ordinal);
        }
    }

    private static HashSet<string> Scale => [.. Space().Matches(Site).Select(space => space.Groups[1].Value)];

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

    [GeneratedRegex(@"(--(?:text|space)-[a-z0-9]+):")]
    private static partial Regex Token();

    [GeneratedRegex("<[a-z0-9]+ [^>]*#[0-9a-f]{3,6}[^>]*>")]
    private static partial Regex Coloured();

    [GeneratedRegex("class=\"([^\"]+)\"")]
    private static partial Regex Class();
}
