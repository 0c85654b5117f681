using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.SendIntegratedEmail;

namespace CustomerListSchedules.Integration.SendByHand;

/// <summary>What is asked before a mailing goes out by hand: how many people now, and which template.</summary>
public sealed class SendMailingQuestionTests(MailingWorld world) : IClassFixture<MailingWorld>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await world.BeginAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Run_now_counts_customers_and_the_addresses_that_get_it_once_and_shows_the_template()
    {
        await world.AddCustomersAsync(4);
        await world.ExecuteAsync(
            "update crm.customers set email = upper('a1@' || @Domain) where email = 'a2@' || @Domain", new { world.Domain });
        var email = await world.AddEmailAsync();
        using var staff = await world.Application.SignInAsync(Roles.InsightsAndMailings);

        var page = await staff.PageAsync($"/send/run-now/{email.ScheduleId}");

        var part = Squeeze(page.QuerySelector(".send-part")!.TextContent);
        Assert.Contains("4 customers now, 3 addresses.", part, StringComparison.Ordinal);
        Assert.Contains("Email template: Thank you for your donation, subject “Thank you, @FIRSTNAME@”", part, StringComparison.Ordinal);
        Assert.Equal("Send to 3 people", page.QuerySelector("#send-button")!.TextContent.Trim());
        Assert.Null(page.QuerySelector(".send-part table")); // Nobody's data is shown for a mailing.
    }

    [Fact]
    public async Task Retry_of_one_that_failed_says_how_many_were_chosen_and_of_a_test_one_person_without_the_list()
    {
        await world.AddCustomersAsync(2);
        await world.Dotdigital.BreakAsync("create-address-book", "error_500", times: null);
        var failed = await world.RunAsync(await world.AddEmailAsync());
        await world.AddCustomersAsync(3);
        using var staff = await world.Application.SignInAsync(Roles.InsightsAndMailings);

        var page = await staff.PageAsync($"/send/retry-mailing/{failed.Id}");
        Assert.Equal("Send to 2 people", page.QuerySelector("#send-button")!.TextContent.Trim());
        Assert.Contains("2 people were chosen", Squeeze(page.QuerySelector(".send-part")!.TextContent), StringComparison.Ordinal);
        Assert.Equal(
            "Send to 2 people", (await staff.PageAsync($"/send/retry/{failed.RunId}")).QuerySelector("#send-button")!.TextContent.Trim());

        await world.ExecuteAsync("update runs set kind = 'test', occurrence_at = null where id = @RunId", failed);
        var test = await staff.PageAsync($"/send/retry-mailing/{failed.Id}");
        Assert.Equal("Send to 1 person", test.QuerySelector("#send-button")!.TextContent.Trim());
        Assert.DoesNotContain("now", Squeeze(test.QuerySelector(".send-part")!.TextContent), StringComparison.Ordinal);
    }

    private static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
