using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.Look;

/// <summary>What is pressed on a telephone, and what is read on paper.</summary>
[Collection(Lane.Lists)]
public sealed class TelephoneTests(BrowserFixture browser, SampleApplication application)
{
    // Links in running text may be as small as it is (WCAG 2.2, 2.5.5); a label is pressed for its box.
    private const string Small =
        """
        () => [...document.querySelectorAll(
          "button:not(.link-button), [role=button], summary, .chips a, .tabs a, #menu a, #account-menu a, .row-menu a, select, "
            + "label:has(> [type=checkbox])")]
          .filter(each => each.checkVisibility({ visibilityProperty: true }))
          .map(each => [each, each.getBoundingClientRect()])
          .filter(([each, box]) => box.width > 1 && (box.height < 43.5 || each.matches("button, [role=button]") && box.width < 43.5))
          .map(([each, box]) => `${each.outerHTML.slice(0, 120)}: ${box.width} × ${box.height}`)
        """;

    [Fact]
    public async Task Whatever_is_pressed_on_a_telephone_is_44_pixels_high_and_buttons_are_as_wide()
    {
        await using var staff = await SignedInAsync(width: 390);
        foreach (var path in new[]
        {
            "/", "/calendar", "/schedules", "/schedules/1", "/schedules/new", "/customer-lists", "/customer-lists/1", "/runs", "/mailings",
            "/import", "/audit", "/users", "/account",
        })
        {
            await staff.GoToAsync(path);
            await ShouldBeLargeAsync(staff);
        }

        await staff.Page.Locator(".menu-button").ClickAsync();
        await staff.Page.Locator("#menu a").First.WaitForAsync();
        await ShouldBeLargeAsync(staff);
        await staff.GoToAsync("/schedules");
        await staff.Page.Locator(".row-menu summary").First.ClickAsync();
        await staff.Page.Locator(".row-menu a").First.WaitForAsync();
        await ShouldBeLargeAsync(staff);
    }

    [Fact]
    public async Task Paper_has_what_is_told_and_what_is_folded_black_on_white_and_neither_navigation_nor_buttons()
    {
        await using var staff = await SignedInAsync(width: 700);
        await staff.GoToAsync("/runs");
        var run = await staff.Page.Locator("a[href^='/runs/']").First.GetAttributeAsync("href");
        foreach (var path in new[] { "/", run!, "/schedules", "/runs" })
        {
            await staff.GoToAsync(path);
            await staff.Page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Dark });

            Assert.Empty(await staff.Page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll("#menu, .breadcrumbs, button, main [role=button], .chips, .row-menu, .toolbar")]
                  .filter(each => each.checkVisibility()).map(each => each.outerHTML.slice(0, 100))
                """));
            Assert.Equal(
                ["rgb(255, 255, 255)", "rgb(0, 0, 0)"],
                await staff.Page.EvaluateAsync<string[]>(
                    "() => [document.documentElement, document.querySelector('h1')].map(each => getComputedStyle(each))"
                    + ".map((style, place) => place === 0 ? style.backgroundColor : style.color)"));
            Assert.Empty(await staff.Page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll("main details:not(.row-menu) > :not(summary)")]
                  .filter(each => !each.closest("dialog, .row-menu") && each.textContent.trim()
                    && !each.checkVisibility({ contentVisibilityAuto: true }) && !each.matches("form, form *, .actions"))
                  .map(each => each.outerHTML.slice(0, 100))
                """));
            await staff.ShouldFitAsync();
            await staff.Page.EmulateMediaAsync(new() { Media = Media.Screen });
        }
    }

    private async Task<Visitor> SignedInAsync(int width)
    {
        var staff = await browser.VisitAsync(application.Process, width: width);
        await staff.GoToAsync("/sign-in");
        await new SignInPage(staff).SignInAsync(SampleSignIns.Administrator.Email, SampleSignIns.Administrator.Password);
        return staff;
    }

    private static async Task ShouldBeLargeAsync(Visitor visitor)
    {
        await visitor.Page.WaitForLoadStateAsync();
        var small = await visitor.Page.EvaluateAsync<string[]>(Small);
        Assert.True(small.Length == 0, $"{visitor.At}:\n{string.Join('\n', small)}");
    }
}
