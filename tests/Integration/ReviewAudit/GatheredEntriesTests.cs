using System.Net;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.AddCustomerList;

namespace CustomerListSchedules.Integration.ReviewAudit;

/// <summary>What somebody may do many times, such as looking, has an entry an hour.</summary>
public sealed class GatheredEntriesTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Fact]
    public async Task A_page_that_a_role_may_not_open_is_noted_once_an_hour_for_each_person_and_page()
    {
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        using var other = await application.SignInAsync(Roles.InsightsAndMailings);
        foreach (var (client, url) in new[]
        {
            (staff, "/audit"), (staff, "/audit"), (staff, "/import/7"), (staff, "/import/8"), (other, "/audit"),
        })
        {
            using var answer = await client.GetAsync(url, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Equal(["/audit 2", "/import/{id:long} 1"], await EntriesAsync("page.refused"));
        application.Pass(NodaTime.Duration.FromMinutes(61));
        using var again = await staff.GetAsync("/audit", TestContext.Current.CancellationToken);
        Assert.Equal(["/audit 3", "/import/{id:long} 1"], await EntriesAsync("page.refused"));
    }

    [Fact]
    public async Task Links_of_others_and_forged_ones_are_noted_without_the_link()
    {
        using var partner = await application.SignInAsync(Roles.CollectReport);
        foreach (var token in new[] { "forged", "forged-too" })
        {
            using var answer = await partner.GetAsync($"/collect/{token}", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Equal([" 1"], await EntriesAsync("link.refused"));
        Assert.Equal("{}", await application.AskAsync<string>("select details::text from audit where action = 'link.refused'"));
    }

    [Fact]
    public async Task Whoever_looks_at_the_first_rows_of_a_list_is_noted()
    {
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var list = await application.CustomerListAsync($"Everyone {Guid.NewGuid()}");
        for (var i = 0; i < 2; i++)
        {
            using var counted = await staff.SubmitAsync($"/customer-lists/{list}", new() { ["Do"] = "count" }, "#builder");
            Assert.True(counted.IsSuccessStatusCode, $"{counted.StatusCode}");
        }

        Assert.Equal([$"{list} 1"], await EntriesAsync("customer_list.previewed"));
    }

    private Task<IReadOnlyList<string>> EntriesAsync(string action) => application.ListAsync<string>(
        "select coalesce(subject_id, '') || ' ' || count(*) from audit where action = @action group by subject_id order by 1",
        new { action });
}
