using CustomerListSchedules.EndToEnd.Harness;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.PartnerRun;

/// <summary>The Partner Companies interface.</summary>
public sealed class PartnerCompaniesPage(Visitor visitor) : PageObject(visitor)
{
    public Task OpenAsync() => Visitor.GoToAsync("/partner-companies");

    public ILocator Report(string name) =>
        Page.Locator(".report").Filter(new() { Has = Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true }) });

    public ILocator RunButton(string name) => Report(name).GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true });

    /// <summary>The downloads in the top right-hand corner.</summary>
    public ILocator Downloads(string name) => Page.Locator("#downloads a[data-file]").Filter(new() { HasText = name });

    public async Task<bool> DownloadsAreInTheTopRightCornerAsync()
    {
        var (main, reports) = ((await Page.Locator("main").BoundingBoxAsync())!, (await Page.Locator(".report").First.BoundingBoxAsync())!);
        var downloads = (await Page.Locator("#downloads").BoundingBoxAsync())!;
        return downloads.X >= reports.X + reports.Width && downloads.Y < 200 && downloads.X + downloads.Width > main.X + main.Width - 80;
    }

    /// <summary>Runs the report and downloads its file.</summary>
    public async Task<string[]> RunAndDownloadAsync(string name, bool scripts)
    {
        await OpenAsync();
        var before = await NewestAsync(name);
        await RunButton(name).ClickAsync();
        await WaitForNewAsync(name, before, scripts);
        return await DownloadAsync(Downloads(name).First);
    }

    /// <summary>What a screen reader is told.</summary>
    public ILocator Said(string words) => Page.Locator("[aria-live=polite]").Filter(new() { HasText = words });

    /// <summary>Where the report's newest file is; null while there is none.</summary>
    public async Task<string?> NewestAsync(string name) =>
        await Downloads(name).CountAsync() == 0 ? null : await Downloads(name).First.GetAttributeAsync("href");

    /// <summary>
    /// Waits for a file of the report that takes the place of the one before; without scripts by asking how far it is, as a person would.
    /// </summary>
    public async Task WaitForNewAsync(string name, string? before, bool scripts) =>
        await Visitor.Application.Until(async () =>
        {
            if (!scripts)
            {
                await OpenAsync();
            }

            return await NewestAsync(name) is { } newest && newest != before;
        });

    public async Task<string[]> DownloadAsync(ILocator link)
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        var text = await File.ReadAllTextAsync(await download.PathAsync());
        return text.TrimEnd('\r', '\n').Split("\r\n");
    }
}
