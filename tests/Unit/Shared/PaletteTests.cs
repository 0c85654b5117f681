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
            .Append(Path.Combine(House.Root, "Features/Shared/Mail/_MailLayout.cshtml"))
            .Select(file => (Path.GetFileName(file), File.ReadAllText(file)));

    [Fact]
    public void Every_colour_of_a_mail_is_one_of_the_applications_light_ones_and_in_the_dark_one_of_its_dark_ones()
    {
        Assert.Equal(4, Mails.Count());
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
        var classes = DarkClass().Matches(Mails.Last().Text).Select(match => match.Groups[1].Value).ToHashSet();
        House.AssertNone(
            from mail in Mails
            from Match element in Coloured().Matches(mail.Text)
            where !classes.Intersect(Class().Match(element.Value).Groups[1].Value.Split(' ')).Any()
            select $"{mail.File}: {element.Value}");
    }

    private static HashSet<string> Colours(string text) => [.. Colour().Matches(text).Select(match => match.Value)];

    [GeneratedRegex("(?<!&)#(?:[0-9a-f]{6}|[0-9a-f]{3})\\b")]
    private static partial Regex Colour();

    [GeneratedRegex(@"(?m)^\s+\.([a-z]+) \{[^}]*(?:#|color)")]
    private static partial Regex DarkClass();

    [GeneratedRegex("<[a-z0-9]+ [^>]*#[0-9a-f]{3,6}[^>]*>")]
    private static partial Regex Coloured();

    [GeneratedRegex("class=\"([^\"]+)\"")]
    private static partial Regex Class();
}
