using CustomerListSchedules.EndToEnd.AddCustomerList;
using CustomerListSchedules.EndToEnd.BuildCustomerList;
using CustomerListSchedules.EndToEnd.Harness;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.CompareAccess;

/// <summary>What an edit changes of who gets whose data: a scheduled list's people and columns, and then the list itself.</summary>
[Collection(Lane.Lists)]
public sealed class WhatAnEditChangesTests(BrowserFixture browser, SampleApplication sample)
{
    [Fact]
    public async Task An_edit_is_shown_with_who_gets_whose_data_and_saved_with_one_more_press()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var page = staff.Page;
        var builder = new BuilderPage(staff, keyboard: false);
        await builder.SignInAsync();
        await builder.NewAsync("Members of the choir");
        await builder.SaveAsync();

        var form = new AddCustomerListForm(staff);
        await staff.GoToAsync("/schedules/new");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Choir mornings");
        await page.GetByLabel("Run on demand").CheckAsync();
        await form.NextAsync();
        await form.OpenAsync();
        await form.FillAsync("Choir", "wendy@clayandkiln.example", "Members of the choir");
        await form.ToOutputAsync();
        await form.OkAsync();

        // Somebody outside begins to get it, with a contact column more: both are told, and what is typed stays.
        await page.GetByLabel("Edit Choir").ClickAsync();
        await form.EmailTo.FillAsync("wendy@clayandkiln.example, new@elsewhere.example");
        await form.ToOutputAsync();
        var output = new OutputEditorPart(staff);
        await output.OnlyCommon.UncheckAsync();
        await output.Button("Add Mobile").ClickAsync();
        await output.Button("Ok").Last.ClickAsync();
        var difference = page.Locator("#access-difference");
        await Assertions.Expect(difference.GetByRole(AriaRole.Heading)).ToBeFocusedAsync();
        await Assertions.Expect(difference.Locator("li").First).ToHaveTextAsync("new@elsewhere.example begins to get “Choir”.");
        await Assertions.Expect(difference).ToContainTextAsync("Mobile is new to wendy@clayandkiln.example, an address outside.");
        Assert.Contains("mobile", await output.ColumnsAsync());
        await staff.ShouldBeAccessibleAsync();
        await staff.ShouldFitAsync();

        // Another address since is another difference: it is shown anew.
        await form.BackAsync();
        await form.EmailTo.FillAsync("wendy@clayandkiln.example, other@elsewhere.example");
        await form.ToOutputAsync();
        await output.Button("Ok").Last.ClickAsync();
        await Assertions.Expect(difference.Locator("li").First).ToHaveTextAsync("other@elsewhere.example begins to get “Choir”.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and give them this" }).ClickAsync();
        await page.GetByText("Choir is saved.").WaitForAsync();

        // The list itself: how many customers more and fewer, and to whom it goes.
        await staff.GoToAsync("/customer-lists");
        await page.GetByRole(AriaRole.Link, new() { Name = "Members of the choir", Exact = true }).First.ClickAsync();
        await builder.AddSegmentAsync(0, "E-mail address");
        await page.Locator("button[value=keep]").Last.ClickAsync();
        await page.Locator("button[value=save]").ClickAsync();
        var row = difference.Locator("tbody tr");
        await Assertions.Expect(row).ToContainTextAsync("To wendy@clayandkiln.example and other@elsewhere.example in Choir");
        await Assertions.Expect(row.Locator("[data-label=More]")).ToHaveTextAsync("0");
        await Assertions.Expect(row.Locator("[data-label=Fewer]")).Not.ToHaveTextAsync("0");
        await staff.ShouldBeAccessibleAsync();
        await staff.ShouldFitAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and change who is on it" }).ClickAsync();
        await page.GetByText("The customer list is saved.").WaitForAsync();
    }
}
