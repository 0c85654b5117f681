using CustomerListSchedules.EndToEnd.Harness;
using Microsoft.Playwright;

namespace CustomerListSchedules.Benchmarks.Look;

/// <summary>
/// axe's WCAG 2.2 A and AA rules and best practices, on every page as it is and with its forms refused: wide and narrow, light and dark.
/// </summary>
internal sealed class AxeBenchmark : LookBenchmark
{
    public override string Verb => "axe";

    protected override async Task<(IReadOnlyList<string> Wrong, int Looks)> LookAtAsync(Visitor visitor, string path, Arguments arguments)
    {
        var wrong = new List<string>();
        var looks = 0;
        await LookAsync("");
        var forms = await PageCrawl.FormsAsync(visitor);
        for (var form = 0; form < forms; form++)
        {
            await visitor.GoToAsync(path);
            if (await PageCrawl.RefuseAsync(visitor, form))
            {
                await LookAsync($"refused form {form + 1}, ");
            }
        }

        return (wrong, looks);

        async Task LookAsync(string how)
        {
            foreach (var width in new[] { 390, 1280 })
            {
                foreach (var colours in new[] { ColorScheme.Light, ColorScheme.Dark })
                {
                    await visitor.Page.SetViewportSizeAsync(width, 900);
                    await visitor.Page.EmulateMediaAsync(new() { ColorScheme = colours, ReducedMotion = ReducedMotion.Reduce });
                    looks++;
                    try
                    {
                        await visitor.ShouldBeAccessibleAsync();
                    }
                    catch (Xunit.Sdk.XunitException failed)
                    {
                        wrong.Add($"{how}{width} {colours}: {failed.Message}");
                    }
                }
            }
        }
    }
}
