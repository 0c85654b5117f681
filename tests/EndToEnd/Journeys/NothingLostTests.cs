using CustomerListSchedules.EndToEnd.AddCustomerList;
using CustomerListSchedules.EndToEnd.BuildCustomerList;
using CustomerListSchedules.EndToEnd.Harness;
using Microsoft.Playwright;

namespace CustomerListSchedules.EndToEnd.Journeys;

/// <summary>Leaving asks, drafts come back, and a message goes when its field is mended.</summary>
[Collection(Lane.Lists)]
public sealed class NothingLostTests(BrowserFixture browser, SampleApplication sample)
{
    [Fact]
    public async Task Leaving_a_changed_form_asks_but_sending_it_or_leaving_one_that_is_as_it_was_does_not()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var builder = new BuilderPage(staff, keyboard: false);
        await builder.SignInAsync();
        var asked = 0;
        var stay = true;
        staff.Page.Dialog += (_, dialog) =>
        {
            Assert.Equal(DialogType.BeforeUnload, dialog.Type);
            asked++;
            _ = stay ? dialog.DismissAsync() : dialog.AcceptAsync();
        };
        await staff.GoToAsync("/customer-lists/new");
        var name = staff.Page.GetByLabel("Name", new() { Exact = true });
        await name.ClickAsync();
        await LeaveAsync();
        await staff.Page.WaitForURLAsync("**/runs");
        Assert.Equal(0, asked);

        await staff.GoToAsync("/customer-lists/new");
        await name.ClickAsync();
        await staff.Page.Keyboard.TypeAsync("Left half-way");
        await LeaveAsync();
        await UntilAsync(() => asked == 1);
        Assert.Equal("/customer-lists/new", staff.At);
        await Assertions.Expect(name).ToHaveValueAsync("Left half-way");

        // A refused form asks as well; one that is saved does not.
        await staff.Page.Keyboard.PressAsync("Control+a");
        await staff.Page.Keyboard.PressAsync("Delete");
        await staff.Page.Keyboard.PressAsync("Enter");
        await staff.Page.Locator("[aria-invalid=true]").WaitForAsync();
        await LeaveAsync();
        await UntilAsync(() => asked == 2);
        await name.ClickAsync();
        await staff.Page.Keyboard.TypeAsync("Saved in the end");
        await staff.Page.Keyboard.PressAsync("Enter");
        await staff.Page.Locator("#builder").WaitForAsync();
        Assert.Equal(2, asked);

        // In the builder the server knows what is not saved: every press shows the form anew.
        await builder.AddSegmentAsync(0, "Can be e-mailed");
        await Assertions.Expect(builder.Segments).ToHaveCountAsync(1);
        await LeaveAsync();
        await UntilAsync(() => asked == 3);
        stay = false;
        await LeaveAsync();
        await staff.Page.WaitForURLAsync("**/runs");
        Assert.Equal(4, asked);

        Task LeaveAsync() => staff.Page.EvaluateAsync("location.href = '/runs'");
        Task UntilAsync(Func<bool> met) => staff.Application.Until(() => Task.FromResult(met()));
    }

    [Fact]
    public async Task What_was_left_in_the_builder_is_offered_on_return_and_carried_on_with()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var builder = new BuilderPage(staff, keyboard: false);
        await builder.SignInAsync();
        await builder.NewAsync("Left and carried on with");
        var list = staff.At;
        await builder.AddSegmentAsync(0, "Can be e-mailed");
        await Assertions.Expect(builder.Segments).ToHaveCountAsync(1);
        await builder.TabAsync("Output");
        await new OutputEditorPart(staff).Button("Add Town").ClickAsync();
        await staff.Page.Locator(".live:not([aria-busy]) th", new() { HasText = "Town" }).WaitForAsync();

        await staff.GoToAsync("/runs");
        await staff.GoToAsync(list);
        await Assertions.Expect(builder.Segments).ToHaveCountAsync(0);
        var draft = staff.Page.Locator("#draft");
        await Assertions.Expect(draft).ToContainTextAsync("You were changing this on");
        await staff.ShouldBeAccessibleAsync();
        await draft.GetByRole(AriaRole.Button, new() { Name = "Carry on" }).ClickAsync();
        Assert.Contains("town", await new OutputEditorPart(staff).ColumnsAsync());
        await builder.TabAsync("Main Filter");
        await Assertions.Expect(builder.Segments).ToHaveCountAsync(1);
        await builder.SaveAsync();
        await Assertions.Expect(draft).ToHaveCountAsync(0);

        // Discarded, it is gone.
        await builder.AddSegmentAsync(1, "Can be e-mailed");
        await Assertions.Expect(builder.Segments).ToHaveCountAsync(2);
        await staff.GoToAsync(list);
        await draft.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Assertions.Expect(draft).ToHaveCountAsync(0);
        await Assertions.Expect(builder.Segments).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_message_goes_when_its_field_is_mended_and_only_fields_at_fault_are_marked()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var form = new AddCustomerListForm(staff);
        await form.StartAsync("Mended");
        await form.OpenAsync();
        await form.NextAsync();
        var faulty = staff.Page.Locator("[aria-invalid=true]");
        await faulty.First.WaitForAsync();
        var marked = await faulty.EvaluateAllAsync<string[]>("all => all.map(one => one.name)");
        Assert.Contains("Details.Name", marked);
        Assert.DoesNotContain("Details.FileFormat", marked);
        Assert.DoesNotContain("Details.CustomSubject", marked);

        var name = staff.Page.GetByLabel("Name", new() { Exact = true });
        var message = staff.Page.Locator("#Details_Name-error");
        await Assertions.Expect(message).Not.ToBeEmptyAsync();
        await name.FillAsync("Stewards");
        await Assertions.Expect(message).ToBeEmptyAsync();
        await Assertions.Expect(name).Not.ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(faulty).ToHaveCountAsync(marked.Length - 1);
        await name.FillAsync("");
        await Assertions.Expect(message).ToHaveTextAsync("Give the Customer List a name. It appears in the e-mail.");
        await Assertions.Expect(name).ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Fact]
    public async Task Of_a_date_metric_only_the_field_at_fault_is_marked()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var builder = new BuilderPage(staff, keyboard: false);
        await builder.SignInAsync();
        await builder.NewAsync("Days left open");
        await builder.AddSegmentAsync(0, "Donation");
        await builder.ChooseDateAsync("Date", "Last N days");
        await staff.Page.GetByRole(AriaRole.Button, new() { Name = "Ok", Exact = true }).Last.ClickAsync();
        var days = staff.Page.Locator("#Criterion_Date_Days");
        await Assertions.Expect(days).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(staff.Page.Locator("[aria-invalid=true]")).ToHaveCountAsync(1);
        await days.FillAsync("7");
        await Assertions.Expect(staff.Page.Locator("#Criterion_Date-error")).ToBeEmptyAsync();
    }
}
