using CustomerListSchedules.EndToEnd.Harness;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.AddCustomerList;

/// <summary>Adding a Customer List by mouse, by keyboard and without scripts: the same list each time.</summary>
[Collection(Lane.Lists)]
public sealed class AddCustomerListTests(BrowserFixture browser, SampleApplication sample)
{
    private const string Donors = "Yesterday's donors";

    [Fact]
    public async Task By_mouse_columns_are_dragged_into_Output_Columns_and_Sort_By()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var (form, output) = await ToOutputAsync(staff, "By mouse");
        var start = await output.ColumnsAsync();
        Assert.Equal(["name", "email"], start[..2]);

        await output.DragAsync(output.Choice("Town"), output.Column("email"));
        Assert.Equal(["name", "town", "email"], (await output.ColumnsAsync())[..3]);
        await Assertions.Expect(output.Said).ToHaveTextAsync($"Town added to Output Columns, 2 of {start.Length + 1}.");
        await output.DragAsync(output.Column("email"), output.Column("name"));
        Assert.Equal(["email", "name", "town"], (await output.ColumnsAsync())[..3]);
        await output.DragAsync(output.Column("town"), output.SortBy("name"));
        Assert.Equal(["town:ascending", "name:ascending"], await output.SortAsync());
        Assert.Equal(["email", "name", "town"], (await output.ColumnsAsync())[..3]);
        await output.SortBy("town").Locator(".output-arrow").ClickAsync();
        await Assertions.Expect(output.Arrow("town")).ToHaveAttributeAsync("data-order", "descending");
        await Assertions.Expect(output.Arrow("town")).ToHaveAttributeAsync("data-number", "1");
        await output.Choice("Phone").ClickAsync();
        await Assertions.Expect(output.Column("phone")).ToHaveCountAsync(start.Contains("phone") ? 0 : 1);

        await form.OkAsync();
        await ShouldBeStoredAsync(staff, ["email", "name", "town"], ["town:descending", "name:ascending"]);
    }

    [Fact]
    public async Task A_column_that_is_dragged_out_of_the_box_is_removed_and_the_drag_image_is_solid()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var (_, output) = await ToOutputAsync(staff, "Dragged out");
        var start = await output.ColumnsAsync();
        await output.DragOutAsync(output.Column("email"));
        Assert.Equal(start.Except(["email"]), await output.ColumnsAsync());
        await Assertions.Expect(output.Said).ToHaveTextAsync("Email removed from Output Columns.");
        Assert.Equal(["name:ascending"], await output.SortAsync());
        await output.DragOutAsync(output.SortBy("name"));
        Assert.Empty(await output.SortAsync());
        Assert.Contains("name", await output.ColumnsAsync());
    }

    [Fact]
    public async Task From_the_heading_of_Output_to_Ok_there_are_at_most_twelve_tab_stops()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        await ToOutputAsync(staff, "Tab stops");
        await staff.Page.Locator("#output-title").FocusAsync();
        var stops = new List<string>();
        do
        {
            await staff.Page.Keyboard.PressAsync("Tab");
            stops.Add(await staff.Page.EvaluateAsync<string>(
                "document.activeElement.textContent.trim() || document.activeElement.tagName"));
        }
        while (stops[^1] != "Ok" && stops.Count < 40);
        Assert.Equal("Ok", stops[^1]);
        Assert.True(stops.Count is > 4 and <= 12, $"{stops.Count} tab stops: {string.Join(" | ", stops)}");
    }

    [Fact]
    public async Task The_first_rows_follow_the_columns_by_themselves_and_a_stale_answer_never_takes_the_place_of_a_newer_one()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var (_, output) = await ToOutputAsync(staff, "Live");
        Assert.DoesNotContain("Town", await output.HeadersAsync());
        var (held, newer) = (new TaskCompletionSource(), new TaskCompletionSource());
        var asked = 0;
        await staff.Page.RouteAsync("**/*handler=Rows", async route =>
        {
            if (Interlocked.Increment(ref asked) > 1)
            {
                await route.ContinueAsync();
                return;
            }

            var answer = await route.FetchAsync();
            held.SetResult();
            await newer.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            try
            {
                await route.FulfillAsync(new() { Response = answer });
            }
            catch (PlaywrightException)
            {
                // The page no longer waits for it.
            }
        });
        await output.Button("Add Town").ClickAsync();
        await held.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await output.Button("Add Postcode").ClickAsync();
        await Assertions.Expect(staff.Page.Locator(".live th", new() { HasText = "Postcode" })).ToHaveCountAsync(1);
        newer.SetResult();
        await output.Button("Remove Town").ClickAsync();
        await Assertions.Expect(staff.Page.Locator(".live th", new() { HasText = "Town" })).ToHaveCountAsync(0);
        Assert.Equal(["Name", "Postcode"], (await output.HeadersAsync()).Where(header => header is "Name" or "Town" or "Postcode"));
        Assert.Equal(3, asked);
        await Assertions.Expect(staff.Page.Locator("[data-live-said]")).ToContainTextAsync("now");
    }

    [Fact]
    public async Task By_keyboard_the_same_is_done_with_arrows_that_keep_the_focus_and_say_what_they_did()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var (form, output) = await ToOutputAsync(staff, "By keyboard");
        var keys = staff.Page.Keyboard;

        await output.Find.FillAsync("tow");
        await output.Find.PressAsync("Enter");
        await output.Find.PressAsync("Tab");
        await Assertions.Expect(output.Button("Add Town")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(output.Button("Remove Town")).ToBeFocusedAsync();
        await output.Find.FillAsync("");
        await output.Button("Remove Town").FocusAsync();

        // One tab stop further is Output Columns: arrows go along it, Alt and an arrow moves, Enter sorts, Delete removes.
        await keys.PressAsync("Tab");
        await Assertions.Expect(output.Arrow("name")).ToBeFocusedAsync();
        await keys.PressAsync("End");
        await Assertions.Expect(output.Arrow("town")).ToBeFocusedAsync();
        while ((await output.ColumnsAsync())[2] != "town")
        {
            await keys.PressAsync("Alt+ArrowUp");
            await Assertions.Expect(output.Arrow("town")).ToBeFocusedAsync();
        }

        await keys.PressAsync("Enter");
        await Assertions.Expect(output.Said).ToHaveTextAsync("Town added to Sort By, 2 of 2.");
        await Assertions.Expect(output.Arrow("town")).ToHaveTextAsync("Sort by Town, ascending, 2 of 2");
        await keys.PressAsync("Enter");
        Assert.Equal(["name:ascending", "town:descending"], await output.SortAsync());
        await keys.PressAsync("Home");
        await keys.PressAsync("Alt+ArrowDown");
        await Assertions.Expect(output.Said).ToContainTextAsync("Name moved to 2 of");
        await keys.PressAsync("ArrowUp");
        await Assertions.Expect(output.Arrow("email")).ToBeFocusedAsync();
        await keys.PressAsync("Delete");
        await Assertions.Expect(output.Said).ToHaveTextAsync("Email removed from Output Columns.");
        await Assertions.Expect(output.Arrow("name")).ToBeFocusedAsync();
        await keys.PressAsync("Tab");
        await keys.PressAsync("End");
        await Assertions.Expect(output.SortBy("town").Locator(".output-arrow")).ToBeFocusedAsync();
        await keys.PressAsync("Alt+ArrowUp");

        await form.OkAsync();
        await ShouldBeStoredAsync(staff, ["name", "town"], ["town:descending", "name:ascending"]);
    }

    [Fact]
    public async Task Without_scripts_the_same_buttons_work_and_keep_what_was_typed()
    {
        await using var staff = await browser.VisitAsync(sample.Process, scripts: false, width: 390);
        var (form, output) = await ToOutputAsync(staff, "Without scripts");
        var count = (await output.ColumnsAsync()).Length;
        await PressAsync("Add Town", $"Town added to Output Columns, {count + 1} of {count + 1}.");
        await PressAsync("Remove: Email", "Email removed from Output Columns.");
        for (var place = count - 1; place >= 2; place--)
        {
            await PressAsync("Up: Town", $"Town moved to {place} of {count}.");
        }

        await PressAsync("Sort by Town", "Town added to Sort By, 2 of 2.");
        await PressAsync("Up in Sort By: Town", "Town moved to 1 of 2.");
        await PressAsync("Order of Town, ascending, 1 of 2", "Town is sorted descending.");
        await form.BackAsync();
        await Assertions.Expect(form.EmailTo.Text).ToHaveValueAsync("wendy@clayandkiln.example, new@gmial.com");
        await form.ToOutputAsync();
        await form.OkAsync();
        await ShouldBeStoredAsync(staff, ["name", "town"], ["town:descending", "name:ascending"]);

        async Task PressAsync(string button, string said)
        {
            await output.Button(button).ClickAsync();
            await Assertions.Expect(output.Said).ToHaveTextAsync(said);
        }
    }

    [Fact]
    public async Task Only_commonly_used_columns_show_until_the_box_is_unticked()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var (_, output) = await ToOutputAsync(staff, "Catalogue");
        Assert.Equal(8, await staff.Page.Locator(".output-choice:visible").CountAsync());
        await output.Find.FillAsync("salutation");
        await Assertions.Expect(staff.Page.GetByText("2 more when Only show commonly used columns is unticked.")).ToBeVisibleAsync();
        await output.OnlyCommon.UncheckAsync();
        await Assertions.Expect(output.Choice("Letter Salutation")).ToBeVisibleAsync();
        await output.Find.FillAsync("");
        Assert.True(await staff.Page.Locator(".output-choice:visible").CountAsync() >= 40);
    }

    [Fact]
    public async Task Addresses_are_checked_while_they_are_typed_and_one_click_corrects_them()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var form = new AddCustomerListForm(staff);
        await form.StartAsync("Recipients");
        await form.OpenAsync();
        await form.EmailTo.Typed.PressSequentiallyAsync("Wendy@clayandkiln.example, new@gmial.com");
        await Assertions.Expect(form.Findings).ToHaveCountAsync(2);
        await Assertions.Expect(form.Findings.First).ToContainTextAsync("capitals must match");
        await form.Findings.First.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(form.EmailTo.Text).ToHaveValueAsync("wendy@clayandkiln.example, new@gmial.com");
        await Assertions.Expect(form.EmailTo.Chip("wendy@clayandkiln.example")).ToHaveAttributeAsync("data-finding", "good");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Every_page_is_accessible_and_fits_also_with_an_error(int width)
    {
        await using var staff = await browser.VisitAsync(sample.Process, width: width);
        var form = new AddCustomerListForm(staff);
        await form.StartAsync($"Accessible {width}");
        await ShouldBeFineAsync(staff);
        await form.OpenAsync();
        await ShouldBeFineAsync(staff);
        await form.NextAsync();
        await staff.Page.Locator("[aria-invalid=true]").First.WaitForAsync();
        await ShouldBeFineAsync(staff);
        await form.FillAsync("Fine", "Wendy@clayandkiln.example, new@gmial.com", Donors, "Mail Merge document");
        await Assertions.Expect(form.Findings).ToHaveCountAsync(2);
        await ShouldBeFineAsync(staff);
        await form.ToOutputAsync();
        await ShouldBeFineAsync(staff);
        var output = new OutputEditorPart(staff);
        await staff.Page.GetByRole(AriaRole.Heading, new() { Name = "As the recipient will see it" }).WaitForAsync();
        await ShouldBeFineAsync(staff);
        foreach (var column in await output.ColumnsAsync())
        {
            await output.Column(column).Locator(".output-remove").ClickAsync();
        }

        await output.Button("Ok").Last.ClickAsync();
        await staff.Page.Locator("#output-error").WaitForAsync();
        await ShouldBeFineAsync(staff);
        await output.Button("Add Name").ClickAsync();
        await form.OkAsync();
        await ShouldBeFineAsync(staff);
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Delete Fine" }).ClickAsync();
        await staff.ShouldBeAccessibleAsync();
        await staff.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Assertions.Expect(form.Rows).ToHaveCountAsync(0);
        await staff.GoToAsync("/mailings/settings");
        await ShouldBeFineAsync(staff);
    }

    private static async Task<(AddCustomerListForm Form, OutputEditorPart Output)> ToOutputAsync(Visitor staff, string schedule)
    {
        var form = new AddCustomerListForm(staff);
        await form.StartAsync(schedule);
        await form.OpenAsync();
        await form.FillAsync("Donors for Wendy", "wendy@clayandkiln.example, new@gmial.com", Donors);
        await form.ToOutputAsync();
        return (form, new OutputEditorPart(staff));
    }

    /// <summary>Opens the saved entry again: its first columns and its sort.</summary>
    private static async Task ShouldBeStoredAsync(Visitor staff, string[] columns, string[] sort)
    {
        var form = new AddCustomerListForm(staff);
        await Assertions.Expect(form.Rows).ToHaveCountAsync(1);
        await staff.Page.GetByLabel("Edit Donors for Wendy").ClickAsync();
        await form.ToOutputAsync();
        var output = new OutputEditorPart(staff);
        Assert.Equal(columns, (await output.ColumnsAsync())[..columns.Length]);
        Assert.Equal(sort, await output.SortAsync());
    }

    private static async Task ShouldBeFineAsync(Visitor visitor)
    {
        await visitor.ShouldBeAccessibleAsync();
        await visitor.ShouldFitAsync();
    }
}
