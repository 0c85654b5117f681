using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.AddCustomerList;

/// <summary>The two pages of Add Customer List, and the page that it is reached from.</summary>
public sealed class AddCustomerListForm(Visitor visitor) : PageObject(visitor)
{
    public EmailToField EmailTo => new(Page);

    public ILocator Findings => Page.Locator("#recipients li");

    public ILocator Rows => Page.Locator("tbody tr");

    /// <summary>Signs in as the sample venue's staff and makes a schedule, up to its Customer Lists.</summary>
    public async Task StartAsync(string schedule)
    {
        await Visitor.GoToAsync("/schedules/new");
        await Field("E-mail address").FillAsync(SampleSignIns.Staff.Email);
        await Field("Password").FillAsync(SampleSignIns.Staff.Password);
        await Button("Sign in").ClickAsync();
        await Field("Name").FillAsync(schedule);
        await Field("Run on demand").CheckAsync();
        await NextAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Customer Lists", Exact = true }).WaitForAsync();
    }

    public async Task OpenAsync()
    {
        await Page.GetByText("Add Customer List", new() { Exact = true }).ClickAsync();
        await Page.WaitForURLAsync("**/customer-lists/new");
    }

    public async Task FillAsync(string name, string emailTo, string customerList, string format = "CSV")
    {
        await Field("Name").FillAsync(name);
        await EmailTo.FillAsync(emailTo);
        var option = await Field("Customer List").Locator("option").Filter(new()
        {
            HasText = customerList,
        }).First.GetAttributeAsync("value");
        await Field("Customer List").SelectOptionAsync(option!);
        await Field("File format").SelectOptionAsync(format);
    }

    public Task NextAsync() => Button("Next").Last.ClickAsync();

    /// <summary>Next, and Output shows.</summary>
    public async Task ToOutputAsync()
    {
        await NextAsync();
        await Page.Locator("output-editor").WaitForAsync();
    }

    public async Task BackAsync()
    {
        await Button("Back").ClickAsync();
        await EmailTo.Typed.WaitForAsync();
    }

    public async Task OkAsync()
    {
        await Button("Ok").Last.ClickAsync();
        await Link("Done").Or(Button("Done")).WaitForAsync();
    }
}

/// <summary>The output editor, wherever it stands.</summary>
public sealed class OutputEditorPart(Visitor visitor) : PageObject(visitor)
{
    public ILocator Said => Page.Locator("[data-said]");

    public Task<string[]> ColumnsAsync() => KeysAsync("[data-columns] > li");

    public Task<string[]> SortAsync() => Page.Locator("[data-sort] input").EvaluateAllAsync<string[]>("all => all.map(one => one.value)");

    public ILocator Choice(string label) =>
        Page.Locator(".output-choice").Filter(new() { Has = Page.GetByText(label, new() { Exact = true }) }).First;

    public ILocator Column(string key) => Page.Locator($"[data-columns] > li[data-key={key}]");

    public ILocator SortBy(string key) => Page.Locator($"[data-sort] > li[data-key={key}]");

    public ILocator SortArea => Page.Locator("[data-sort]");

    public new ILocator Button(string name) => base.Button(name);

    public ILocator OnlyCommon => Page.GetByLabel("Only show commonly used columns");

    public ILocator Find => Page.GetByLabel("Find a column");

    /// <summary>By the mouse, from a label to the upper or lower part of something.</summary>
    public async Task DragAsync(ILocator from, ILocator to, bool above = true)
    {
        await to.ScrollIntoViewIfNeededAsync();
        await from.Locator("[data-label]").First.HoverAsync();
        await Page.Locator("output-editor[data-ready]").WaitForAsync();
        await Page.Mouse.DownAsync();
        var box = (await to.BoundingBoxAsync())!;
        var y = box.Y + (box.Height * (above ? 0.2f : 0.8f));
        await Page.Mouse.MoveAsync(box.X + 30, box.Y + (box.Height / 2), new() { Steps = 12 });
        await Page.Mouse.MoveAsync(box.X + 32, y, new() { Steps = 6 });
        // Sortable looks where the pointer is every 50 ms, as a hand that holds still lets it.
        await Assertions.Expect(Page.Locator("[data-columns] .sortable-ghost, [data-sort] .sortable-ghost")).ToHaveCountAsync(1);
        await Page.Mouse.UpAsync();
    }

    /// <summary>By the mouse, from a label to far outside of the box; looks at the drag image on the way.</summary>
    public async Task DragOutAsync(ILocator from)
    {
        await from.ScrollIntoViewIfNeededAsync();
        await from.Locator("[data-label]").First.HoverAsync();
        await Page.Locator("output-editor[data-ready]").WaitForAsync();
        await Page.Mouse.DownAsync();
        var box = (await Page.Locator("output-editor").BoundingBoxAsync())!;
        await Page.Mouse.MoveAsync(box.X - 60, box.Y + 60, new() { Steps = 15 });
        var image = Page.Locator(".sortable-fallback");
        await Assertions.Expect(image).ToHaveCSSAsync("opacity", "1");
        await Assertions.Expect(image).Not.ToHaveCSSAsync("background-color", "rgba(0, 0, 0, 0)");
        await Page.Mouse.UpAsync();
        await Assertions.Expect(image).ToHaveCountAsync(0);
    }

    /// <summary>The arrow of a column, by which it is sorted.</summary>
    public ILocator Arrow(string key) => Column(key).Locator(".output-arrow");

    /// <summary>The headers of the first rows beside the form, once they are those of the latest change.</summary>
    public async Task<string[]> HeadersAsync()
    {
        await Page.Locator(".live:not([aria-busy])").WaitForAsync();
        return [.. await Page.Locator(".live th").AllInnerTextsAsync()];
    }

    private Task<string[]> KeysAsync(string items) =>
        Page.Locator(items).EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.key)");
}
