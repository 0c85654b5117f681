using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.Harness;

/// <summary>
/// Someone at a browser. Whatever the browser complains about (scripts, content security policy) fails the journey at its end.
/// </summary>
public sealed class Visitor : IAsyncDisposable
{
    // Run in the page itself: Deque's own extension for Playwright carries everything to another page and back, which takes ten times as
    // long.
    private const string Violations =
        """
        async mail => (await axe.run(document, { resultTypes: ["violations"], rules: {
          "target-size": { enabled: true }, region: { enabled: !mail }, "landmark-one-main": { enabled: !mail } } }))
          .violations.map(violation =>
          `${violation.id} (${violation.impact}): ${violation.help}: ${violation.nodes.map(node => node.html).join(" | ")}`)
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private readonly ApplicationProcess? application;
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> complaints = new();

    internal Visitor(ApplicationProcess? application, IBrowserContext context, IPage page)
    {
        this.application = application;
        this.context = context;
        Page = page;
        page.PageError += (_, error) => complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                complaints.Enqueue(message.Text);
            }
        };
    }

    public ApplicationProcess Application => application ?? throw new InvalidOperationException("This visitor visits nothing.");

    public IPage Page { get; }

    public async Task<IResponse> GoToAsync(string path) =>
        await Page.GotoAsync(path) ?? throw new InvalidOperationException($"{path} gave no answer.");

    /// <summary>The path and query that the visitor is at.</summary>
    public string At => new Uri(Page.Url).PathAndQuery;

    /// <summary>No violation of axe's WCAG 2.2 A and AA rules and best practices on the page as it is now.</summary>
    /// <param name="mail">What is seen is a message, which is a part of another page where people read it.</param>
    public async Task ShouldBeAccessibleAsync(bool mail = false)
    {
        await Page.WaitForLoadStateAsync();
        await Page.EvaluateAsync(Axe);
        var violations = await Page.EvaluateAsync<string[]>(Violations, mail);
        Assert.True(violations.Length == 0, $"{At}:\n{string.Join('\n', violations)}");
    }

    /// <summary>Nothing is wider than the window, so that nobody scrolls sideways.</summary>
    public async Task ShouldFitAsync()
    {
        // A page whose style sheet is still on its way is as wide as its longest line.
        await Page.WaitForLoadStateAsync();
        var over = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(over <= 0, $"{At} is {over} pixels too wide.");
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        Assert.Empty(complaints);
    }
}

/// <summary>Base of page objects: what a visitor can do on one page, in its words.</summary>
public abstract class PageObject(Visitor visitor)
{
    protected Visitor Visitor { get; } = visitor;

    protected IPage Page => Visitor.Page;

    protected ILocator Field(string label) => Page.GetByLabel(label, new() { Exact = true });

    protected ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>A link that looks like a button, and says that it is one.</summary>
    protected ILocator ButtonLink(string name) => Page.Locator($"main a[role=button]:text-is('{name}')").First;

    protected ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });
}
