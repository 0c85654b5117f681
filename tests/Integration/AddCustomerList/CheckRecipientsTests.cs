using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.Shared;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerListSchedules.Integration.AddCustomerList;

public sealed class CheckRecipientsTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Fact]
    public async Task Each_address_is_told_what_is_in_its_way()
    {
        await application.CreateUserAsync("Jo.Fine@theatre.example", Roles.CollectReport);
        await application.CreateUserAsync("staff@theatre.example", Roles.InsightsAndMailings);
        await application.CreateUserAsync("kim@bühne.example", Roles.CollectReport);
        var gone = await application.CreateUserAsync("gone@theatre.example", Roles.CollectReport);
        await application.DoAsync("update users set deactivated_at = now() where id = @Id", new { gone.Id });

        Assert.Equal(
            [
                new("Jo.Fine@theatre.example", RecipientFinding.Fine, null),
                new("jo.fine@theatre.example", RecipientFinding.OtherCapitals, "Jo.Fine@theatre.example"),
                new("kim@BÜHNE.example", RecipientFinding.OtherCapitals, "kim@bühne.example"),
                new("staff@theatre.example", RecipientFinding.LacksCollectReport, null),
                new("gone@theatre.example", RecipientFinding.Deactivated, null),
                new("new@elsewhere.example", RecipientFinding.NoAccount, null),
                new("new@gmial.com", RecipientFinding.LooksMistyped, "new@gmail.com"),
                new("new@theatr.example", RecipientFinding.LooksMistyped, "new@theatre.example"),
            ],
            await CheckAsync(
                "Jo.Fine@theatre.example, jo.fine@theatre.example, kim@BÜHNE.example, "
                + "staff@theatre.example, gone@theatre.example, new@elsewhere.example, "
                + "new@gmial.com, new@theatr.example, half-typ"));
    }

    [Fact]
    public async Task Page_one_shows_the_findings_and_one_click_corrects_capitals()
    {
        await application.CreateUserAsync("Correct@capitals.example", Roles.CollectReport);
        var schedule = await application.ScheduleAsync();
        var list = await application.CustomerListAsync($"Everyone {Guid.NewGuid()}");
        var entry = await application.EntryAsync(schedule, list, "A", "correct@capitals.example", "other@capitals.example");
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var url = $"/schedules/{schedule}/customer-lists/{entry}";
        var page = await staff.PageAsync(url);
        var button = page.QuerySelector("#recipients button")!;
        Assert.Equal("Use Correct@capitals.example", button.TextContent);
        page.GetElementById("entry-form")!.SetAttribute("action", button.GetAttribute("formaction"));
        using var answer = await staff.SubmitAsync(page, url, form: "#entry-form");
        var corrected = await answer.DocumentAsync();
        Assert.Equal("Correct@capitals.example, other@capitals.example", corrected.GetElementById("Details_EmailTo")!.TextContent.Trim());
    }

    private async Task<IReadOnlyList<RecipientCheck>> CheckAsync(string emailTo)
    {
        await using var scope = application.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>()
            .Send(new CheckRecipients(emailTo), TestContext.Current.CancellationToken);
    }
}
