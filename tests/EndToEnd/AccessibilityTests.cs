using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd;

/// <summary>
/// Follows every link from the start page, one of each kind of page, and asks axe about each narrow and dark, then wide and light, and
/// with its form refused narrow and dark (each state in every width is the benchmarks' verb axe). No text of any page is cut or scrolls
/// sideways at six widths. A page that nothing links to is named in the lists below and missed here.
/// </summary>
[Collection(Lane.Lists)]
public sealed class AccessibilityTests(BrowserFixture browser, SampleApplication application)
{
    private static readonly string[] ForStaff =
    [
        "/", "/calendar", "/calendar/feed",
        "/access", "/access/address", "/access/lists", "/access/lists/#", "/access/replace", "/account", "/account/change-password",
        "/account/two-step", "/audit", "/customer-lists", "/customer-lists/#", "/customer-lists/#/details", "/files/#/revoke",
        "/customer-lists/#/run",
        "/customer-lists/folders/new", "/customer-lists/new", "/import", "/import/erase-customer", "/import/unusable-rows",
        "/mailings", "/mailings/settings",
        "/runs", "/runs/#", "/runs/#/evidence", "/send/run-now/#", "/schedules", "/schedules/#",
        "/schedules/#/basic-details", "/schedules/#/customer-lists", "/schedules/#/customer-lists/#", "/schedules/#/customer-lists/new",
        "/schedules/deleted", "/schedules/new", "/schedules/recipient-groups", "/schedules/recipient-groups/#",
        "/segments", "/segments/new", "/settings", "/settings/user-accounts", "/settings/user-accounts/#",
        "/settings/user-accounts/#/change-password",
        "/settings/user-accounts/new", "/users", "/users/#", "/users/#/change-password", "/users/new",
    ];

    private static readonly int[] Widths = [320, 390, 820, 1024, 1280, 1920];

    private static readonly string[] ForPartners = ["/account", "/account/change-password", "/partner-companies"];

    [Fact]
    public Task Every_page_of_an_administrator_is_accessible_as_it_is_and_refused_and_fits_every_width() =>
        CrawlAsync(SampleSignIns.Administrator, ForStaff);

    [Fact]
    public Task Every_page_of_a_partner_is_accessible_as_it_is_and_refused_and_fits_every_width() =>
        CrawlAsync(SampleSignIns.Producer, ForPartners);

    [Fact]
    public async Task The_pages_of_somebody_who_is_not_signed_in_are_accessible_wide_and_narrow()
    {
        await using var visitor = await browser.VisitAsync(application.Process);
        foreach (var path in new[] { "/sign-in", "/sign-out", "/status/404", "/sandbox/mail" })
        {
            await visitor.GoToAsync(path);
            await LookAsync(visitor);
            Assert.Empty(await visitor.Page.MisfitsAsync(Widths));
        }

        await visitor.GoToAsync("/sign-in");
        await RefuseAsync(visitor, 0);
    }

    private async Task CrawlAsync(SampleSignIn account, string[] expected)
    {
        var misfits = new List<string>();
        await using var visitor = await browser.VisitAsync(application.Process);
        await visitor.GoToAsync("/sign-in");
        await new SignInPage(visitor).SignInAsync(account.Email, account.Password);

        if (expected == ForStaff)
        {
            // The sample's first run is due in its first minute; from its schedule a file that can be revoked is reached.
            await visitor.Application.Until(async () =>
            {
                await visitor.GoToAsync("/schedules/1");
                return await visitor.Page.Locator("a[href*='/revoke']").CountAsync() > 0;
            });
        }

        // A sample schedule that no other journey changes comes first: theirs may have nothing in them by now.
        var starts = expected == ForStaff
            ? new[] { "/schedules/1", "/schedules/1/customer-lists", "/", "/nothing-here" }
            : [visitor.At, "/nothing-here"];
        var seen = await PageCrawl.WalkAsync(visitor, starts, async path =>
        {
            await LookAsync(visitor);
            misfits.AddRange((await visitor.Page.MisfitsAsync(Widths)).Select(misfit => $"{path} {misfit}"));
            var forms = await PageCrawl.FormsAsync(visitor);
            for (var form = 0; form < forms; form++)
            {
                await visitor.GoToAsync(path);
                await RefuseAsync(visitor, form);
            }
        });

        Assert.Empty(expected.Except(seen));
        Assert.True(misfits.Count == 0, string.Join('\n', misfits));
    }

    private static async Task LookAsync(Visitor visitor)
    {
        await LookAsync(visitor, 390, 844, ColorScheme.Dark);
        await LookAsync(visitor, 1280, 1000, ColorScheme.Light);
    }

    private static async Task LookAsync(Visitor visitor, int width, int height, ColorScheme colours)
    {
        await visitor.Page.SetViewportSizeAsync(width, height);
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = colours, ReducedMotion = ReducedMotion.Reduce });
        await visitor.ShouldBeAccessibleAsync();
        await visitor.ShouldFitAsync();
    }

    private static async Task RefuseAsync(Visitor visitor, int number)
    {
        if (await PageCrawl.RefuseAsync(visitor, number))
        {
            await LookAsync(visitor, 390, 844, ColorScheme.Dark);
        }
    }
}
