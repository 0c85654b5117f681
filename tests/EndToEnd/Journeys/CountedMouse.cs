using System.Text.RegularExpressions;
using CustomerListSchedules.EndToEnd.Harness;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.Journeys;

/// <summary>
/// Somebody at a mouse whose every click is counted: a select costs two, to open it and to choose. Typing is free, and so are keys.
/// </summary>
public sealed class CountedMouse(Visitor visitor) : PageObject(visitor)
{
    /// <summary>How often the mouse was clicked.</summary>
    public int Clicks { get; private set; }

    public async Task ClickAsync(ILocator control)
    {
        Clicks++;
        await control.ClickAsync();
    }

    public Task ClickButtonAsync(string name) => ClickAsync(Button(name).Last);

    public Task ClickLinkAsync(string name) => ClickAsync(ButtonLink(name));

    public async Task ChooseAsync(string field, string option)
    {
        var select = Page.GetByRole(AriaRole.Combobox, new() { Name = field, Exact = true });
        Clicks += 2;
        // A date metric's option says behind a colon what it is today.
        var found = select.Locator("option").Filter(new() { HasTextRegex = new Regex($"^{Regex.Escape(option)}(:|$)") }).First;
        await select.SelectOptionAsync((await found.GetAttributeAsync("value"))!);
    }

    /// <summary>Types where the cursor stands, and presses Enter.</summary>
    public async Task TypeAsync(string text)
    {
        await Assertions.Expect(Page.Locator("main :is(input, textarea):focus")).ToHaveCountAsync(1);
        await Page.Keyboard.TypeAsync(text);
        await Page.Keyboard.PressAsync("Enter");
    }
}
