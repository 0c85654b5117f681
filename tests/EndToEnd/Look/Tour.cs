using System.Text.RegularExpressions;
using CustomerListSchedules.EndToEnd.Harness;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.Look;

/// <summary>Follows every link, one of each kind of page, and takes each at five widths, light and dark.</summary>
internal sealed partial class Tour(Visitor visitor, string folder, string who)
{
    private static readonly int[] Widths =
        [.. (Environment.GetEnvironmentVariable("LOOK_WIDTHS") ?? "390 820 1024 1280 1920").Split(' ').Select(int.Parse)];

    /// <param name="refused">Each page's forms are sent empty first; pages without any are left out.</param>
    public async Task WalkAsync(bool refused)
    {
        // What a refused form holds is left: nobody is there to be asked.
        visitor.Page.Dialog += async (_, dialog) => await dialog.AcceptAsync();
        await PageCrawl.WalkAsync(visitor, [visitor.At, .. refused ? ["/nothing-here"] : Array.Empty<string>()], async path =>
        {
            if (!refused || path == "/nothing-here" || await RefuseAsync())
            {
                await TakeAsync(path);
            }
        });
    }

    private async Task<bool> RefuseAsync()
    {
        var form = visitor.Page.Locator("main form[method=post]:has(input:not([type=hidden]), textarea)").First;
        if (await form.CountAsync() == 0)
        {
            return false;
        }

        var answered = visitor.Page.WaitForResponseAsync(response => response.Request.Method == "POST");
        await form.EvaluateAsync(
            "form => { form.noValidate = true; for (const field of form.querySelectorAll("
            + "'input:is([type=text], [type=email], [type=number], :not([type])), textarea')) field.value = ''; form.requestSubmit(); }");
        var answer = await answered;
        if (answer.Headers.GetValueOrDefault("hx-redirect") is { } led)
        {
            // Taken as it is, and led away: what comes next must not meet that on its way.
            await visitor.Page.WaitForURLAsync(url => new Uri(url).PathAndQuery == led.Split('#')[0]);
        }

        await visitor.Page.WaitForLoadStateAsync();
        return answer.Status == 422;
    }

    private async Task TakeAsync(string path)
    {
        foreach (var colours in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await visitor.Page.EmulateMediaAsync(new() { ColorScheme = colours, ReducedMotion = ReducedMotion.Reduce });
            foreach (var width in Widths)
            {
                await visitor.Page.SetViewportSizeAsync(width, width < 600 ? 844 : 1000);
                var name = NotOfAName().Replace(PageCrawl.Kind(path).Replace("#", "0", StringComparison.Ordinal), "-").Trim('-');
                var file = Path.Combine(
                    folder, $"{who}-{(name.Length == 0 ? "start" : name)}-{width}-{(colours == ColorScheme.Dark ? "dark" : "light")}.png");
                await visitor.Page.ScreenshotAsync(new() { Path = file, FullPage = true, Animations = ScreenshotAnimations.Disabled });
            }
        }
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotOfAName();
}
