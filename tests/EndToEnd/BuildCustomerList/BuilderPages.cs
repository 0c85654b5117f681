using System.Globalization;
using System.Text.RegularExpressions;
using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.BuildCustomerList;

/// <summary>
/// The list builder and the page that runs a list, as somebody at a mouse, a keyboard or a browser without scripts uses them.
/// </summary>
/// <param name="visitor">Who.</param>
/// <param name="keyboard">Whether everything is done with keys: a control is reached by Tab, never by a click.</param>
/// <param name="scripts">Whether the browser has scripts.</param>
public sealed class BuilderPage(Visitor visitor, bool keyboard, bool scripts = true) : PageObject(visitor)
{
    private const int MostTabs = 400;

    public ILocator Segments => Page.Locator("li.segment");

    public ILocator Areas => Page.Locator("section.area:not(.new)");

    public ILocator Sentence => Page.Locator("p.sentence");

    public async Task SignInAsync()
    {
        await Visitor.GoToAsync("/sign-in?returnUrl=%2Fcustomer-lists");
        await new SignInPage(Visitor).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
    }

    /// <summary>A new list of everyone, open in the builder.</summary>
    public async Task NewAsync(string name)
    {
        await Visitor.GoToAsync("/customer-lists/new");
        await TypeAsync(Field("Name"), name);
        await PressAsync(Button("Save"));
        await Page.Locator("#builder").WaitForAsync();
    }

    public async Task TabAsync(string name)
    {
        await PressAsync(Button(name));
        await Assertions.Expect(Page.Locator("button.tab[aria-current=page]")).ToHaveTextAsync(name);
    }

    /// <summary>Adds a segment to an area, counted from 0; the one behind the last is new.</summary>
    public async Task AddSegmentAsync(int area, string what)
    {
        var to = Page.Locator("select[name=AddTo]");
        if (await to.CountAsync() > 0)
        {
            await ChooseAsync(to, area == await Areas.CountAsync() ? "a new area (or)" : $"area {area + 1} (and)");
        }

        await PressAsync(InPalette(what));
    }

    /// <summary>The button of the palette that adds it.</summary>
    public ILocator InPalette(string what) =>
        Page.Locator("#palette button").Filter(new() { Has = Page.GetByText(what, new() { Exact = true }) });

    public Task TickAsync(string group, string label) =>
        TickAsync(Page.GetByRole(AriaRole.Group, new() { Name = group, Exact = true }).GetByLabel(label, new() { Exact = true }));

    public async Task TickAllAsync(string group, string ending)
    {
        var boxes = Page.GetByRole(AriaRole.Group, new() { Name = group, Exact = true }).Locator("label").Filter(new() { HasText = ending })
            .Locator("input");
        for (var left = await boxes.CountAsync() - 1; left >= 0; left--)
        {
            await TickAsync(boxes.Nth(left));
        }
    }

    public Task ChooseDateAsync(string field, string metric) => ChooseAsync(field, metric);

    public Task ChooseAsync(string field, string option) =>
        ChooseAsync(Page.GetByRole(AriaRole.Combobox, new() { Name = field, Exact = true }), option);

    public async Task OkAsync()
    {
        await PressAsync(Button("Ok").Last);
        await Page.Locator("filter-board").WaitForAsync();
    }

    /// <summary>By the mouse: takes a segment by its handle to the upper half of another.</summary>
    public async Task DragAsync(ILocator segment, ILocator to)
    {
        await segment.Locator(".handle").HoverAsync();
        await Page.Locator("filter-board[data-ready]").WaitForAsync();
        await Page.Mouse.DownAsync();
        var box = (await to.BoundingBoxAsync())!;
        await Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2), new() { Steps = 12 });
        await Page.Mouse.MoveAsync(box.X + (box.Width / 2) + 2, box.Y + (box.Height * 0.25f), new() { Steps = 6 });
        await Assertions.Expect(to.Locator("xpath=ancestor::ol").Locator(".sortable-ghost")).ToHaveCountAsync(1);
        await Page.Mouse.UpAsync();
    }

    /// <summary>By the mouse: takes a segment out of the palette into an area, counted from 0; the one behind the last is new.</summary>
    public async Task AddFromPaletteAsync(string what, int area)
    {
        await InPalette(what).HoverAsync();
        await Page.Locator("filter-board[data-ready]").WaitForAsync();
        await Page.Mouse.DownAsync();
        var to = Page.Locator("section.area [data-area]").Nth(area);
        // Areas on the way make room, so that the one meant moves.
        for (var step = 0; step < 3; step++)
        {
            var box = (await to.BoundingBoxAsync())!;
            await Page.Mouse.MoveAsync(box.X + 30 + step, box.Y + (box.Height / 2), new() { Steps = 8 });
        }

        await Assertions.Expect(to.Locator(".sortable-ghost")).ToHaveCountAsync(1);
        await Page.Mouse.UpAsync();
        await Page.Locator(".criterion-editor").WaitForAsync();
    }

    /// <summary>With buttons: what dragging does.</summary>
    public async Task MoveAsync(ILocator segment, string to)
    {
        await PressAsync(segment.GetByText("Move", new() { Exact = true }));
        await PressAsync(segment.GetByRole(AriaRole.Button, new() { Name = to }));
    }

    /// <summary>Add in the catalogue of columns, and Sort by.</summary>
    public async Task AddColumnAsync(string label)
    {
        await PressAsync(Button($"Add {label}"));
        await Button($"Remove: {label}").WaitForAsync();
    }

    public async Task RemoveColumnAsync(string key)
    {
        await PressAsync(Page.Locator($"[data-columns] > li[data-key={key}] .output-remove"));
        await Assertions.Expect(Page.Locator($"[data-columns] > li[data-key={key}]")).ToHaveCountAsync(0);
    }

    /// <summary>Up, until it is the first.</summary>
    public async Task ColumnUpAsync(string label)
    {
        while (!(await Page.Locator("[data-columns] > li").First.InnerTextAsync()).StartsWith(label, StringComparison.Ordinal))
        {
            await PressAsync(Button($"Up: {label}"));
        }
    }

    public async Task SortByAsync(string label)
    {
        await PressAsync(Button($"Sort by {label}"));
        await Page.Locator("[data-sort] > li").Filter(new() { HasText = label }).WaitForAsync();
    }

    /// <summary>The count beside the form, which is there by itself; without scripts Update Count gives it.</summary>
    public async Task<long> CountAsync()
    {
        var title = Page.Locator("#count-title");
        if (scripts)
        {
            await Page.Locator(".live:not([aria-busy])").WaitForAsync();
        }
        else
        {
            await PressAsync(Button("Update Count"));
        }

        await Assertions.Expect(title).ToHaveTextAsync(new Regex("customer"), new() { Timeout = 60_000 });
        return long.Parse((await title.InnerTextAsync()).Split(' ')[0], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    public async Task SaveAsync()
    {
        await PressAsync(Button("Save"));
        await Page.GetByText("The customer list is saved.").WaitForAsync();
    }

    /// <summary>Run, in CSV; gives the file's rows without the headers, in order.</summary>
    public async Task<string[]> RunAsync()
    {
        await PressAsync(ButtonLink("Run"));
        await PressAsync(Button("Run"));
        var download = Page.Locator("#export a[data-file]");
        var look = ButtonLink("Look again");
        for (var left = 100; left > 0 && !await download.IsVisibleAsync(); left--)
        {
            if (await look.IsVisibleAsync())
            {
                await look.ClickAsync();
            }

            await Page.WaitForTimeoutAsync(200);
        }

        var file = await Page.RunAndWaitForDownloadAsync(() => PressAsync(download));
        var text = await File.ReadAllTextAsync(await file.PathAsync());
        return [.. text.TrimEnd('\r', '\n').Split("\r\n").Skip(1)];
    }

    private async Task PressAsync(ILocator control)
    {
        if (!keyboard)
        {
            await control.ClickAsync();
            return;
        }

        await ReachAsync(control);
        await Page.Keyboard.PressAsync("Enter");
    }

    private async Task TickAsync(ILocator box)
    {
        if (await box.IsCheckedAsync())
        {
            return;
        }

        if (keyboard)
        {
            await ReachAsync(box);
            await Page.Keyboard.PressAsync("Space");
        }
        else
        {
            await box.CheckAsync();
        }

        await Assertions.Expect(box).ToBeCheckedAsync();
    }

    private async Task TypeAsync(ILocator field, string text)
    {
        if (keyboard)
        {
            await ReachAsync(field);
            await Page.Keyboard.TypeAsync(text);
        }
        else
        {
            await field.FillAsync(text);
        }
    }

    private async Task ChooseAsync(ILocator select, string label)
    {
        if (!keyboard)
        {
            var option = select.Locator("option").Filter(new() { HasTextRegex = Label(label) }).First;
            await select.SelectOptionAsync((await option.GetAttributeAsync("value"))!);
            return;
        }

        await ReachAsync(select);
        await Page.Keyboard.TypeAsync(label);
        await Assertions.Expect(select.Locator("option:checked")).ToHaveTextAsync(Label(label));

        // A date metric's option says behind a colon what it is today.
        static Regex Label(string label) => new($"^{Regex.Escape(label)}(:|$)");
    }

    /// <summary>
    /// Tab, until the control has the focus, and arrow keys within a list that is one tab stop: one that cannot be reached so fails the
    /// journey.
    /// </summary>
    private async Task ReachAsync(ILocator control)
    {
        const string There = "control => control === document.activeElement";
        const string Near = "control => control.closest('[data-roving]')?.contains(document.activeElement) === true";
        const string Way =
            """
            control => {
              const now = document.activeElement;
              const behind = (now.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
              return now.closest("li") === control.closest("li")
                ? (behind ? "ArrowRight" : "ArrowLeft")
                : (behind ? "ArrowDown" : "ArrowUp");
            }
            """;
        await control.WaitForAsync();
        // htmx puts the focus where it was, or where the answer says, once the answer is in place.
        await Assertions.Expect(Page.Locator(".htmx-request")).ToHaveCountAsync(0);
        for (var tabs = 0; tabs < MostTabs; tabs++)
        {
            if (await control.EvaluateAsync<bool>(There))
            {
                return;
            }

            await Page.Keyboard.PressAsync(await control.EvaluateAsync<bool>(Near) ? await control.EvaluateAsync<string>(Way) : "Tab");
        }

        Assert.Fail($"Tab does not reach {control}.");
    }
}
