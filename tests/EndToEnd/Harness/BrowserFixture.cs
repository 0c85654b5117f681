using CustomerListSchedules.EndToEnd.Harness;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace CustomerListSchedules.EndToEnd.Harness;

/// <summary>One Chromium for all journeys: <c>CHROMIUM</c> names it, otherwise the machine's own is used.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        var executable = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named
            ? named
            : Places.FirstOrDefault(File.Exists);
        Assert.SkipWhen(executable is null, "There is no Chromium here; ./test installs it where it may, and CHROMIUM names one.");
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>A new visitor: no cookies, English, the venue's time zone.</summary>
    /// <param name="application">Where the visitor goes; null for one who is only shown what a test holds.</param>
    /// <param name="scripts">False for a browser without scripts.</param>
    /// <param name="width">1280 is a desk, 390 a telephone.</param>
    public async Task<Visitor> VisitAsync(ApplicationProcess? application, bool scripts = true, int width = 1280)
    {
        var context = await browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = application?.Address.ToString(),
            JavaScriptEnabled = scripts,
            Locale = "en-GB",
            TimezoneId = "Europe/London",
            AcceptDownloads = true,
            ReducedMotion = ReducedMotion.Reduce, // axe would measure colours half-way through a transition
            ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 844 : 1000 },
        });
        context.SetDefaultTimeout(30_000);
        return new Visitor(application, context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }
}

/// <summary>
/// The application with its sample data, shared by the journeys of a <see cref="Lane"/>, which do not stop it: they go one after another,
/// beside those of other lanes.
/// </summary>
public sealed class SampleApplication : IAsyncLifetime
{
    public ApplicationProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Process = await ApplicationProcess.StartAsync();

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}

/// <summary>The journeys that share one <see cref="SampleApplication"/>.</summary>
internal static class Lane
{
    public const string Lists = "Lists and pages";
    public const string Links = "Links and codes";
    public const string People = "Partners and accounts";
}

[CollectionDefinition(Lane.Lists)]
public sealed class ListsLane : ICollectionFixture<SampleApplication>;

[CollectionDefinition(Lane.Links)]
public sealed class LinksLane : ICollectionFixture<SampleApplication>;

[CollectionDefinition(Lane.People)]
public sealed class PeopleLane : ICollectionFixture<SampleApplication>;
