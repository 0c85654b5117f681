using System.Globalization;
using System.Text.RegularExpressions;
using CustomerListSchedules.EndToEnd.AddCustomerList;
using CustomerListSchedules.EndToEnd.Harness;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.DeliverSchedule;

/// <summary>Signing in, wherever the visitor was sent from.</summary>
public sealed class SignInPage(Visitor visitor) : PageObject(visitor)
{
    public async Task SignInAsync(string email, string password)
    {
        await Field("E-mail address").FillAsync(email);
        await Field("Password").FillAsync(password);
        await Button("Sign in").ClickAsync();
        await Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
    }
}

/// <summary>The wizard: Basic Details, Customer Lists, and the two pages of one Customer List.</summary>
public sealed class ScheduleWizard(Visitor visitor) : PageObject(visitor)
{
    public async Task FillBasicDetailsAsync(string name, string description)
    {
        await Visitor.GoToAsync("/schedules");
        await ButtonLink("Add").ClickAsync();
        await Field("Name").FillAsync(name);
        await Page.GetByLabel("Description").FillAsync(description);
        await Field("Action").SelectOptionAsync("Deliver Customer List");
        await Field("Run as schedule").CheckAsync();
        await Field("Occurs").SelectOptionAsync("Daily");
        await Field("Runs once at").CheckAsync();
        await Field("Time").SelectOptionAsync("08:00");
    }

    /// <summary>The sentence and the times shown beside the form.</summary>
    public async Task<(string Sentence, int Occurrences)> PreviewAsync() =>
        (await Page.Locator("#sentence").InnerTextAsync(), await Page.Locator("#preview time").CountAsync());

    public Task NextAsync() => Button("Next").Last.ClickAsync();

    public async Task AddCustomerListAsync(string name, string emailTo, string customerList)
    {
        await ButtonLink("Add Customer List").ClickAsync();
        await Field("Name").FillAsync(name);
        await new EmailToField(Page).FillAsync(emailTo);
        var option = await Field("Customer List").Locator("option").Filter(new() { HasText = customerList }).GetAttributeAsync("value");
        await Field("Customer List").SelectOptionAsync(option!);
        await Field("File format").SelectOptionAsync("CSV");
        await NextAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Output", Exact = true }).WaitForAsync();
        await Button("Ok").Last.ClickAsync();
        await ButtonLink("Done").WaitForAsync();
    }
}

/// <summary>Mail that was not sent, at /sandbox/mail.</summary>
public sealed class SandboxMailPage(Visitor visitor) : PageObject(visitor)
{
    /// <summary>Waits for the newest mail to somebody that names a list, and opens the link in it.</summary>
    public async Task FollowLinkAsync(string recipient, string listName)
    {
        await Visitor.Application.Until(async () =>
        {
            await Visitor.GoToAsync("/sandbox/mail");
            var mails = await Page.Locator("tbody tr").Filter(new()
            {
                HasText = recipient,
            }).Locator("a").EvaluateAllAsync<string[]>("all => all.map(one => one.getAttribute('href'))");
            foreach (var mail in mails)
            {
                await Visitor.GoToAsync(mail);
                if ((await Page.Locator(".mail-text").InnerTextAsync()).Contains(listName, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        });
        await Page.Locator(".mail-text a").First.ClickAsync();
    }
}

/// <summary>The page behind a link.</summary>
public sealed partial class CollectPage(Visitor visitor) : PageObject(visitor)
{
    public Task<string> HeadingAsync() => Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync();

    /// <summary>How many customers, and where the file shows the bookings that matched how many of these.</summary>
    public async Task<(int Customers, int? Bookings)> CountsAsync()
    {
        var said = Counts().Match(await Page.GetByText(Counts()).InnerTextAsync());
        return (Number(said.Groups[1].Value), said.Groups[2].Success ? Number(said.Groups[2].Value) : null);
    }

    public Task PressDownloadAsync() => ButtonLink("Download").ClickAsync();

    /// <summary>The downloaded file's lines without their line ends.</summary>
    public async Task<string[]> DownloadAsync()
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => ButtonLink("Download").ClickAsync());
        var text = await File.ReadAllTextAsync(await download.PathAsync());
        return text.TrimEnd('\r', '\n').Split("\r\n");
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex("^([0-9,]+) customers?(?:, ([0-9,]+) bookings?)?, run for")]
    private static partial Regex Counts();
}
