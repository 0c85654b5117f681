using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.AddCustomerList;

/// <summary>Email to in the browser, on a form that is never saved.</summary>
[Collection(Lane.Lists)]
public sealed class RecipientChipsTests(BrowserFixture browser, SampleApplication sample)
{
    private const string Inside = "sam@oldfirestation.example";
    private const string Outside = "wendy@clayandkiln.example";

    private const string Paste =
        """
        (field, text) => {
          const data = new DataTransfer();
          data.setData("text", text);
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """;

    [Fact]
    public async Task By_keyboard_a_colleague_is_suggested_taken_by_Enter_ticked_and_removed_again()
    {
        await using var staff = await OpenAsync();
        var to = new EmailToField(staff.Page);
        await to.Typed.FocusAsync();
        await staff.Page.Keyboard.TypeAsync("oka");
        await Assertions.Expect(to.Options).ToHaveCountAsync(1);
        await Assertions.Expect(to.Typed).ToHaveAttributeAsync("aria-expanded", "true");
        var active = await to.Typed.GetAttributeAsync("aria-activedescendant");
        Assert.Equal("true", await staff.Page.Locator($"#{active}").GetAttributeAsync("aria-selected"));
        await staff.ShouldBeAccessibleAsync();

        await staff.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(to.Text).ToHaveValueAsync(Inside);
        await Assertions.Expect(to.Chip(Inside)).ToHaveAttributeAsync("data-finding", "good");
        await Assertions.Expect(to.Chip(Inside)).ToContainTextAsync("can collect");
        await Assertions.Expect(to.Typed).ToBeFocusedAsync();
        await Assertions.Expect(to.Typed).ToHaveAttributeAsync("aria-expanded", "false");

        await staff.Page.Keyboard.TypeAsync("one@partner.example,two@partner.example ");
        await Assertions.Expect(to.Chips).ToHaveCountAsync(3);
        await staff.Page.Keyboard.PressAsync("ArrowLeft");
        await staff.Page.Keyboard.PressAsync("ArrowLeft");
        await staff.Page.Keyboard.PressAsync("Delete");
        await Assertions.Expect(to.Text).ToHaveValueAsync($"{Inside}, two@partner.example");
        await staff.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(to.Typed).ToBeFocusedAsync();
        await staff.Page.Keyboard.PressAsync("Backspace");
        await Assertions.Expect(to.Text).ToHaveValueAsync(Inside);
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = $"Remove {Inside}" }).ClickAsync();
        await Assertions.Expect(to.Text).ToHaveValueAsync("");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Somebody_outside_is_marked_and_taken_neither_by_Tab_nor_by_Enter_alone(int width)
    {
        await using var staff = await OpenAsync(width: width);
        var to = new EmailToField(staff.Page);
        foreach (var key in new[] { "Enter", "Tab" })
        {
            await to.Typed.FillAsync("");
            await to.Typed.PressSequentiallyAsync("wendy@c");
            await Assertions.Expect(to.Options).ToHaveCountAsync(1);
            await Assertions.Expect(to.Options).ToContainTextAsync("outside");
            Assert.Null(await to.Typed.GetAttributeAsync("aria-activedescendant"));
            await staff.ShouldBeAccessibleAsync();
            await staff.ShouldFitAsync();
            await to.Typed.PressAsync(key);
            await Assertions.Expect(to.Text).ToHaveValueAsync("wendy@c");
            await Assertions.Expect(to.Chips).ToHaveCountAsync(0);
            Assert.EndsWith("/customer-lists/new", staff.At, StringComparison.Ordinal);
        }

        // Chosen with the arrow keys, Enter takes it and Tab still does not.
        foreach (var (key, text) in new[] { ("Tab", "wendy@c"), ("Enter", Outside) })
        {
            await to.Typed.FillAsync("");
            await to.Typed.PressSequentiallyAsync("wendy@c");
            await Assertions.Expect(to.Options).ToHaveCountAsync(1);
            await to.Typed.PressAsync("ArrowDown");
            await Assertions.Expect(to.Options).ToHaveAttributeAsync("aria-selected", "true");
            await to.Typed.PressAsync(key);
            await Assertions.Expect(to.Text).ToHaveValueAsync(text);
        }

        await staff.Page.Keyboard.PressAsync("Backspace");
        await to.Typed.PressSequentiallyAsync("wendy@c");
        await to.Options.ClickAsync();
        await Assertions.Expect(to.Text).ToHaveValueAsync(Outside);
    }

    [Fact]
    public async Task Many_are_typed_or_pasted_with_commas_semicolons_spaces_and_new_lines()
    {
        await using var staff = await OpenAsync();
        var to = new EmailToField(staff.Page);
        await to.Typed.PressSequentiallyAsync("a@x.example;b@x.example c@x.example, a@x.example,");
        await Assertions.Expect(to.Text).ToHaveValueAsync("a@x.example, b@x.example, c@x.example");
        await to.Typed.EvaluateAsync(Paste, "Clay, Wendy <w@x.example>\r\n\"Jo\" <J@x.example>; k@x.example\tl@x.example and more");
        await Assertions.Expect(to.Chips).ToHaveCountAsync(6);
        await Assertions.Expect(to.Typed).ToHaveValueAsync("l@x.example and more");
        await Assertions.Expect(to.Text).ToHaveValueAsync(
            "a@x.example, b@x.example, c@x.example, w@x.example, J@x.example, k@x.example, l@x.example and more");

        // What is no address stays as it is typed, and is refused beside the field; the chips are there again.
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).Last.ClickAsync();
        await Assertions.Expect(staff.Page.Locator("#Details_EmailTo-error")).ToContainTextAsync("has a space in it");
        await Assertions.Expect(to.Chips).ToHaveCountAsync(6);
        await Assertions.Expect(to.Typed).ToHaveValueAsync("l@x.example and more");
        await Assertions.Expect(to.Typed).ToHaveAttributeAsync("aria-invalid", "true");
        await staff.ShouldBeAccessibleAsync();
    }

    [Fact]
    public async Task A_group_is_picked_from_the_suggestions_and_kept_under_a_name()
    {
        await using var staff = await OpenAsync();
        var to = new EmailToField(staff.Page);
        await to.Typed.PressSequentiallyAsync("workshop");
        await Assertions.Expect(to.Options).ToContainTextAsync("group of 2 addresses");
        await to.Typed.PressAsync("ArrowDown");
        await to.Typed.PressAsync("Enter");
        await Assertions.Expect(to.Text).ToHaveValueAsync($"{Outside}, {Inside}");
        await to.Typed.PressAsync("Backspace");
        await staff.Page.GetByText("Recipient groups", new() { Exact = true }).ClickAsync();
        var name = $"Only Wendy {Guid.NewGuid():N}";
        await staff.Page.GetByLabel("Name of a new group").FillAsync(name);
        await staff.Page.Keyboard.PressAsync("Enter");
        await staff.Page.GetByText($"{name} is kept as a group.").WaitForAsync();
        await to.Typed.PressAsync("Backspace");
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = $"Add {name}" }).ClickAsync();
        await Assertions.Expect(to.Text).ToHaveValueAsync(Outside);
        await staff.ShouldBeAccessibleAsync();
    }

    [Fact]
    public async Task Without_scripts_the_plain_field_works_and_a_group_is_a_button()
    {
        await using var staff = await OpenAsync(scripts: false);
        var to = new EmailToField(staff.Page);
        await Assertions.Expect(staff.Page.Locator("[name=Typed]")).ToBeHiddenAsync();
        await to.Typed.FillAsync("me@partner.example");
        await staff.Page.GetByText("Recipient groups", new() { Exact = true }).ClickAsync();
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Add Workshop leaders" }).ClickAsync();
        await Assertions.Expect(to.Typed).ToHaveValueAsync($"me@partner.example, {Outside}, {Inside}");
        await Assertions.Expect(staff.Page.Locator("#recipients li")).ToHaveCountAsync(3);
        await Assertions.Expect(staff.Page.Locator("#recipients .good").First).ToBeVisibleAsync();
    }

    private async Task<Visitor> OpenAsync(bool scripts = true, int width = 1280)
    {
        var staff = await browser.VisitAsync(sample.Process, scripts, width);
        await staff.GoToAsync("/schedules/1/customer-lists/new");
        await new SignInPage(staff).SignInAsync(SampleSignIns.Staff.Email, SampleSignIns.Staff.Password);
        await staff.Page.WaitForLoadStateAsync();
        return staff;
    }
}
