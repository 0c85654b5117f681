using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.BuildCustomerList;

/// <summary>The Customer List Explorer at a mouse: lists are dragged into folders, and counts appear beside them.</summary>
[Collection(Lane.Lists)]
public sealed class ExplorerTests(BrowserFixture browser, PreparedSample prepared)
{
    private const string List = "Today's workshop attendees";

    [Fact]
    public async Task A_list_is_dragged_out_of_its_folder_and_into_another_and_its_count_is_found_by_itself()
    {
        await using var application = await prepared.StartAsync();
        await using var staff = await browser.VisitAsync(application);
        await staff.GoToAsync("/sign-in?returnUrl=%2Fcustomer-lists");
        await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        var page = staff.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Workshops", Exact = true }).ClickAsync();
        var row = page.Locator("tr[data-list]").Filter(new() { HasText = List });
        await Assertions.Expect(row.Locator(".count")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[0-9,]+$"));
        await Assertions.Expect(row.Locator(".last-count:not([aria-busy]) .age")).Not.ToHaveTextAsync("");

        await row.DragToAsync(page.Locator(".breadcrumbs [data-folder='']"));
        await page.GetByText($"{List} is in no folder now.").WaitForAsync();
        await staff.GoToAsync("/customer-lists");
        await staff.ShouldBeAccessibleAsync();
        await row.DragToAsync(page.Locator("tr[data-folder]").Filter(new() { HasText = "Producers" }));
        await page.GetByText($"{List} is in the folder Producers now.").WaitForAsync();
        Assert.Equal(0, await row.CountAsync());
        await page.GetByLabel("Search all folders").PressSequentiallyAsync("workshop att");
        await row.WaitForAsync();
        await page.GetByLabel("Search all folders").FillAsync("");
        await page.GetByRole(AriaRole.Link, new() { Name = "Producers", Exact = true }).ClickAsync();
        await row.WaitForAsync();
        await row.GetByRole(AriaRole.Link, new() { Name = "Workshop leaders", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Workshop leaders", Exact = true }).WaitForAsync();
    }

    [Fact]
    public async Task A_folder_that_an_administrator_closes_takes_and_gives_no_list_of_other_staff_who_change_a_copy()
    {
        await using var application = await prepared.StartAsync();
        await using var administrator = await browser.VisitAsync(application);
        await administrator.GoToAsync("/sign-in?returnUrl=%2Fcustomer-lists");
        await new SignInPage(administrator).SignInAsync(SampleSignIns.Administrator.Email, SampleSignIns.Administrator.Password);
        await administrator.Page.GetByRole(AriaRole.Link, new() { Name = "Rename or move the folder Producers" }).ClickAsync();
        await administrator.Page.GetByLabel("Who may change its lists").SelectOptionAsync("Administrators only");
        await administrator.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await administrator.Page.GetByText("The folder is saved.").WaitForAsync();

        await using var staff = await browser.VisitAsync(application);
        await staff.GoToAsync("/sign-in?returnUrl=%2Fcustomer-lists");
        await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        var page = staff.Page;
        var folder = page.Locator("tr[data-folder]").Filter(new() { HasText = "Producers" });
        await Assertions.Expect(folder).ToContainTextAsync("Only administrators change lists in this folder");
        await staff.ShouldBeAccessibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Workshops", Exact = true }).ClickAsync();
        var row = page.Locator("tr[data-list]").Filter(new() { HasText = List });
        await row.DragToAsync(page.Locator(".breadcrumbs [data-folder='']"));
        await page.GetByText($"{List} is in no folder now.").WaitForAsync();
        await staff.GoToAsync("/customer-lists");
        await row.DragToAsync(folder);
        Assert.Equal(0, await page.Locator(".drop-here").CountAsync());
        await staff.GoToAsync("/customer-lists");
        await row.WaitForAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Producers", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("tr[data-list][draggable=true]")).ToHaveCountAsync(0);
        await page.Locator("tr[data-list] th a").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true })).ToHaveCountAsync(0);
        await staff.ShouldBeAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy", Exact = true }).ClickAsync();
        await page.GetByText("This is the copy. Give it its own name.").WaitForAsync();
        await Assertions.Expect(page.GetByLabel("Folder", new() { Exact = true })).ToHaveValueAsync("");
    }
}
