using System.Text.RegularExpressions;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Infrastructure.Email;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.Shared;

/// <summary>Each kind of mail in a browser, as programs for mail show it, and its text beside it.</summary>
public sealed partial class MailTests(BrowserFixture browser, EveryMail mails) : IClassFixture<EveryMail>
{
    // What a person reads: each piece of text that no other element holds, without what is hidden.
    private const string Facts =
        """
        () => [...document.querySelectorAll("p, h1, td")].filter(each => !each.querySelector("p, h1, td"))
          .flatMap(each => each.innerText.split("\n")).map(words => words.trim()).filter(words => words)
        """;

    public static TheoryData<string> Kinds => [.. EveryMail.Kinds.Select(row => row.Data.Item1)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_accessible_and_fits_wide_and_at_320_pixels_light_and_dark(string kind)
    {
        await using var visitor = await OpenAsync(kind);
        var papers = new HashSet<string>();
        foreach (var (width, colours) in new[]
        {
            (320, ColorScheme.Light), (320, ColorScheme.Dark), (600, ColorScheme.Light), (600, ColorScheme.Dark),
        })
        {
            await visitor.Page.SetViewportSizeAsync(width, 900);
            await visitor.Page.EmulateMediaAsync(new() { ColorScheme = colours });
            await visitor.ShouldFitAsync();
            await visitor.ShouldBeAccessibleAsync(mail: true);
            papers.Add(await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
            if (Environment.GetEnvironmentVariable("MAIL_PICTURES") is { } folder)
            {
                var picture = Path.Combine(folder, $"mail-{kind}-{width}-{colours}.png");
                await visitor.Page.ScreenshotAsync(new() { Path = picture, FullPage = true });
            }
        }

        Assert.Equal(["rgb(247, 246, 243)", "rgb(22, 22, 26)"], papers); // The application's paper, light and dark.
    }

    [Theory]
    [MemberData(nameof(EveryMail.Kinds), MemberType = typeof(EveryMail))]
    public async Task What_lists_of_mail_show_beside_the_subject_is_the_name_and_the_count_and_is_seen_nowhere_else(
        string kind, string expected)
    {
        await using var visitor = await OpenAsync(kind);
        var preheader = visitor.Page.Locator("body > :first-child");

        Assert.StartsWith(expected, await preheader.TextContentAsync(), StringComparison.Ordinal);
        Assert.False(await preheader.IsVisibleAsync());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_fact_and_link_of_it_is_in_the_text_in_the_same_words_and_order(string kind)
    {
        await using var visitor = await OpenAsync(kind);
        var text = Blanks().Replace((await mails.RenderAsync(kind)).Text, " ");

        var facts = await visitor.Page.EvaluateAsync<string[]>(Facts);
        var at = 0;
        Assert.True(facts.Length > 3);
        foreach (var fact in facts.Where(fact => fact != facts[0])) // The venue heads the one and signs the other.
        {
            var found = text.IndexOf(Blanks().Replace(fact, " "), at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"\"{fact}\" is not in the text, or not after what comes before it:\n{text}");
            at = found;
        }

        Assert.Contains(facts[0], text, StringComparison.Ordinal);
        foreach (var link in await visitor.Page.EvalOnSelectorAllAsync<string[]>("a", "links => links.map(link => link.href)"))
        {
            Assert.Contains(link, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Its_text_is_plain_and_wrapped_and_only_a_single_word_is_longer_than_a_line(string kind)
    {
        var (text, _) = await mails.RenderAsync(kind);

        Assert.DoesNotContain("\n\n\n", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<[a-z/]|&[a-z#0-9]+;|(?m)[ \t]+$", text);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= MailLines.Longest || !line.Contains(' '), line));
    }

    private async Task<Visitor> OpenAsync(string kind)
    {
        var visitor = await browser.VisitAsync(null);
        await visitor.Page.SetContentAsync((await mails.RenderAsync(kind)).Html);
        return visitor;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
