using AngleSharp.Dom;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;

namespace CustomerListSchedules.Integration.ReviewAudit;

public sealed class AuditThingsTests(TestApplication application) : IClassFixture<TestApplication>
{
    private readonly DeliveryWorld world = new(application);

    [Fact]
    public async Task An_entry_names_who_and_what_and_leads_to_both_while_they_are_there()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var other = await application.CreateUserAsync(null, Roles.Administrator);
        var live = await world.AddScheduleAsync(null, ["jo@example.org"]);
        var gone = await world.AddScheduleAsync(null, []);
        await world.ExecuteAsync("update schedules set name = 'Still there' where id = @ScheduleId", live);
        await world.ExecuteAsync("update schedules set name = 'Gone by now', deleted_at = now() where id = @ScheduleId", gone);
        await WriteAsync(user.Id, user.Email!, "schedule.owner_changed", "schedule", $"{live.ScheduleId}", $$"""{"to": "{{other.Id}}"}""");
        await WriteAsync(user.Id, user.Email!, "scheduled_list.changed", "scheduled_list", $"{live.ScheduledListId}", "{}");
        await WriteAsync(user.Id, user.Email!, "customer_list.changed", "customer_list", $"{live.CustomerListId}", "{}");
        await WriteAsync(user.Id, user.Email!, "schedule.deleted", "schedule", $"{gone.ScheduleId}", "{}");
        await WriteAsync(null, "thingfinder", "segment.deleted", "segment", "987654", """{"name": "As it was called"}""");
        await WriteAsync(null, "thingfinder", "account.sign_in_failed", "account", "not-an-id", "{}");

        var administrator = await application.SignInAsync(Roles.Administrator);
        var page = await administrator.PageAsync($"/audit?search={Uri.EscapeDataString(user.Email!)}");
        var rows = page.QuerySelectorAll("tbody tr").ToList();
        Assert.All(rows, row => Assert.Equal(user.Name, Link(row, $"/settings/user-accounts/{user.Id}")));
        var (deleted, list, entry, owner) = (rows[0], rows[1], rows[2], rows[3]);
        Assert.Equal("Still there", Link(owner, $"/schedules/{live.ScheduleId}"));
        Assert.Contains(other.Name, owner.QuerySelector("details")!.TextContent, StringComparison.Ordinal);
        var ofEntry = Link(entry, $"/schedules/{live.ScheduleId}/customer-lists/{live.ScheduledListId}");
        Assert.StartsWith("Entry of", ofEntry, StringComparison.Ordinal);
        Assert.StartsWith("List of", Link(list, $"/customer-lists/{live.CustomerListId}"), StringComparison.Ordinal);
        Assert.Contains("Gone by now", deleted.TextContent, StringComparison.Ordinal);
        Assert.Empty(deleted.QuerySelectorAll("a[href^='/schedules']"));

        var others = (await administrator.PageAsync("/audit?search=thingfinder")).QuerySelectorAll("tbody tr").ToList();
        Assert.Equal(2, others.Count);
        Assert.Contains("As it was called", others[1].TextContent, StringComparison.Ordinal);
        Assert.All(others, row => Assert.Empty(row.QuerySelectorAll("a")));
    }

    [Fact]
    public async Task A_customer_is_no_more_than_a_number_there()
    {
        await world.AddCustomersAsync(1);
        var customer = await world.ScalarAsync<long>("select max(id) from crm.customers");
        await WriteAsync(null, "numberfinder", "customer.traced", "customer", $"{customer}", "{}");
        var administrator = await application.SignInAsync(Roles.Administrator);
        var row = Assert.Single((await administrator.PageAsync("/audit?search=numberfinder")).QuerySelectorAll("tbody tr"));
        Assert.Equal($"Customer {customer}", Link(row, $"/audit/customer-data/{customer}"));
        Assert.DoesNotContain("Last1", row.TextContent, StringComparison.Ordinal);
    }

    private static string Link(IElement row, string url) => row.QuerySelector($"a[href='{url}']")!.TextContent.Trim();

    private Task WriteAsync(Guid? user, string who, string action, string kind, string id, string details) => world.ExecuteAsync(
        """
        insert into audit (at, user_id, who, action, subject_type, subject_id, details)
        values (now(), @user, @who, @action, @kind, @id, @details::jsonb)
        """,
        new { user, who, action, kind, id, details });
}
