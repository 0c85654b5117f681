using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.EndToEnd.PartnerRun;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.Look;

/// <summary>
/// <c>./test screenshots</c> takes the pictures that the papers show, of the sample venue at one and the same moment;
/// <c>./test screenshots all</c> takes every page in every state, for people to look at.
/// </summary>
public sealed class Pictures(BrowserFixture browser)
{
    private const int MostBytes = 200_000;

    private static readonly string Root = Checkout.Root;

    [Fact(Explicit = true)]
    public async Task The_pictures_of_the_papers_are_taken_anew()
    {
        await using var venue = await Venue.OpenAsync();
        await using (var staff = await venue.SignInAsync(browser, SampleSignIns.Staff))
        {
            await venue.Application.Until(async () =>
            {
                await staff.GoToAsync("/runs");
                return await staff.Page.Locator("tbody tr:not(.day-heading)").First.GetByText("15:40").CountAsync() > 0
                    && await staff.Page.Locator("tbody tr:not(.day-heading)").First.GetByText("Delivered").CountAsync() > 0;
            });
            await TakeAsync(staff, "/", "today");
            await TakeAsync(staff, "/schedules", "schedules");
            await TakeAsync(staff, "/schedules/1", "schedule");
            await TakeAsync(staff, "/customer-lists/1", "builder");
        }

        await using var partner = await venue.SignInAsync(browser, SampleSignIns.Producer);
        var reports = new PartnerCompaniesPage(partner);
        await reports.RunAndDownloadAsync("Who has booked for our productions", scripts: true);
        await TakeAsync(partner, "/partner-companies", "partner");
    }

    [Fact(Explicit = true)]
    public async Task Every_page_in_every_state_is_taken_to_be_looked_at()
    {
        var folder = Environment.GetEnvironmentVariable("LOOK_FOLDER") ?? Path.Combine(Root, ".data", "look");
        var chosen = Environment.GetEnvironmentVariable("LOOK_STATES")?.Split(' ');
        foreach (var state in State.All.Where(state => chosen?.Contains(state.Name) ?? true))
        {
            await using var venue = await Venue.OpenAsync(state.Sample);
            await state.PrepareAsync(browser, venue);
            foreach (var account in state.Accounts)
            {
                await using var visitor = await venue.SignInAsync(browser, account);
                await new Tour(visitor, Path.Combine(folder, state.Name), account == SampleSignIns.Producer ? "partner" : "staff")
                    .WalkAsync(state.Refused);
            }
        }
    }

    private static async Task TakeAsync(Visitor visitor, string path, string name)
    {
        var file = Path.Combine(Root, "docs", "images", name + ".png");
        await visitor.Page.SetViewportSizeAsync(1280, 860);
        await visitor.GoToAsync(path);
        await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await visitor.Page.EvaluateAsync("() => document.fonts.ready");
        await visitor.Page.ScreenshotAsync(new() { Path = file, Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide });
        Assert.InRange(new FileInfo(file).Length, 10_000, MostBytes);
    }
}
