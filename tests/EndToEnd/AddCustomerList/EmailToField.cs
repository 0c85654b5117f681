using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.AddCustomerList;

/// <summary>Email to: chips where there are scripts, the plain text otherwise.</summary>
public sealed class EmailToField(IPage page)
{
    /// <summary>Where one types.</summary>
    public ILocator Typed => page.GetByLabel("Email to", new() { Exact = true });

    /// <summary>What the form posts: the chips and what is being typed.</summary>
    public ILocator Text => page.Locator("textarea[name='Details.EmailTo']");

    public ILocator Chips => page.Locator("recipient-chips li[data-chip]");

    public ILocator Options => page.Locator("#recipient-options [role=option]:visible");

    public ILocator Chip(string address) => page.Locator($"recipient-chips li[data-chip='{address}']");

    /// <summary>Puts these addresses in the place of what is there.</summary>
    public async Task FillAsync(string addresses)
    {
        await page.WaitForLoadStateAsync();
        await Typed.FillAsync("");
        while (await Chips.CountAsync() > 0)
        {
            await Typed.PressAsync("Backspace");
        }

        await Typed.FillAsync(addresses);
        await Typed.BlurAsync();
    }
}
