using System.Text.RegularExpressions;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Infrastructure.Identity;
using Microsoft.Playwright;
using NodaTime;

namespace CustomerListSchedules.EndToEnd.ManageUsers;

/// <summary>
/// Settings &gt; Users &gt; User Accounts, and Customer List Schedules &gt; Users: found by the menu, as staff are taught.
/// </summary>
public sealed class AccountPages(Visitor visitor) : PageObject(visitor)
{
    public Task OpenUserAccountsAsync() => OpenAsync("User Accounts");

    public Task OpenUsersAsync() => OpenAsync("Users");

    public async Task AddAsync(string name, string email, string password, params string[] roles)
    {
        await ButtonLink("Add").ClickAsync();
        await Field("Name").FillAsync(name);
        await Field("E-mail address").FillAsync(email);
        await Field("Password").FillAsync(password);
        await SaveAsync(roles);
    }

    public async Task OpenAccountAsync(string name)
    {
        await Link(name).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true }).WaitForAsync();
    }

    /// <summary>Ticks roles and presses Save User Account.</summary>
    public async Task SaveAsync(params string[] roles)
    {
        foreach (var role in roles)
        {
            await Page.GetByRole(AriaRole.Group, new() { Name = "Roles" }).GetByLabel(role, new() { Exact = true }).CheckAsync();
        }

        await Button("Save User Account").ClickAsync();
        await Page.Locator("main .notice.good").WaitForAsync();
    }

    public async Task ChangePasswordAsync(string name, string password)
    {
        await Page.GetByLabel($"Actions for {name}", new() { Exact = true }).ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = $"Change Password of {name}", Exact = true }).ClickAsync();
        await Field("Password").FillAsync(password);
        await Button("Change Password").ClickAsync();
        await Page.Locator("main .notice.good").WaitForAsync();
    }

    /// <summary>Deactivates the account that is open; the dialog asks first.</summary>
    public async Task DeactivateAsync()
    {
        await Button("Deactivate").First.ClickAsync();
        await Page.Locator("dialog[open] button.danger").ClickAsync();
        await Page.Locator("main .notice.good").WaitForAsync();
    }

    private async Task OpenAsync(string name)
    {
        var menu = Page.GetByRole(AriaRole.Button, new() { Name = "Menu" });
        if (await menu.IsVisibleAsync())
        {
            await menu.ClickAsync();
        }

        await Page.Locator("#menu").GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true, Level = 1 }).WaitForAsync();
    }
}

/// <summary>One's own account: the password that must be changed, and the second step.</summary>
public sealed class OwnAccountPages(Visitor visitor) : PageObject(visitor)
{
    private byte[] key = [];
    private long lastStep;

    /// <summary>Signs in, and lands wherever that leads.</summary>
    public async Task SignInAsync(string email, string password)
    {
        await Visitor.GoToAsync("/sign-in");
        await Field("E-mail address").FillAsync(email);
        await Field("Password").FillAsync(password);
        await Button("Sign in").ClickAsync();
        await Page.WaitForLoadStateAsync();
    }

    public async Task SignOutAsync()
    {
        await Visitor.GoToAsync("/sign-out");
        await Button("Sign out").Last.ClickAsync();
        await Page.WaitForURLAsync(url => url.Contains("/sign-in", StringComparison.Ordinal));
    }

    public async Task ChangeForcedPasswordAsync(string present, string next)
    {
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Change Password", Exact = true }).WaitForAsync();
        await Field("Present password").FillAsync(present);
        await Field("New password").FillAsync(next);
        await Field("New password again").FillAsync(next);
        await Button("Save").ClickAsync();
        await Page.WaitForURLAsync(url => !url.Contains("/change-password", StringComparison.Ordinal));
    }

    /// <summary>Reads the key off the page as somebody who cannot scan it, and enters the first code.</summary>
    /// <returns>The recovery codes shown.</returns>
    public async Task<IReadOnlyList<string>> SetUpTwoStepAsync()
    {
        key = Base32Bytes(await Page.Locator(".key").InnerTextAsync());
        await Page.GetByRole(AriaRole.Img, new() { Name = "QR code for the authenticator app" }).WaitForAsync();
        await EnterCodeAsync("Code", "Set up");
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Your recovery codes" }).WaitForAsync();
        return await Page.Locator(".codes li").AllInnerTextsAsync();
    }

    /// <summary>The second step with the app's next code.</summary>
    public Task EnterCodeAsync() => EnterCodeAsync("Code from your authenticator app", "Sign in");

    public async Task EnterRecoveryCodeAsync(string code)
    {
        await Link("Use a recovery code").ClickAsync();
        await Field("Recovery code").FillAsync(code);
        await Button("Sign in").ClickAsync();
        await Page.WaitForLoadStateAsync();
    }

    public Task<string> AlertAsync() => Page.Locator("main [role=alert]").InnerTextAsync();

    // Each code once: a step that was used already makes way for the one after it, which a clock may be ahead by.
    private async Task EnterCodeAsync(string field, string button)
    {
        while (Now() + 1 <= lastStep)
        {
            await Task.Delay(500);
        }

        lastStep = Math.Max(lastStep + 1, Now());
        await Field(field).FillAsync(Totp.Code(key, lastStep));
        await Button(button).ClickAsync();
        await Page.WaitForLoadStateAsync();
    }

    private static long Now() => Totp.StepAt(Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()));

    private static byte[] Base32Bytes(string letters)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(Regex.Replace(letters, @"\s", "").Select(letter => Convert.ToString(
            Alphabet.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(part => part.Length == 8).Select(part => Convert.ToByte(new string(part), 2))];
    }
}
