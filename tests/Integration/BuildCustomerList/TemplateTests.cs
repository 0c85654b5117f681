using System.Net;
using CustomerListSchedules.Features.BuildCustomerList.Templates;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.Shared;
using NodaTime;

namespace CustomerListSchedules.Integration.BuildCustomerList;

/// <summary>New lists start from templates that work on any venue's data.</summary>
public sealed class TemplateTests(TestApplication app) : IClassFixture<TestApplication>
{
    private static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];

    [Theory]
    [InlineData("attendees", "2 customers, 2 bookings", "have a booking for an event today with the status Confirmed")]
    [InlineData("sales", "2 customers, 3 bookings", "have a booking with the status Confirmed")]
    [InlineData("donors", "1 customer", "made a donation yesterday and have an e-mail address")]
    [InlineData("empty", "3 customers", "Everyone")]
    public async Task A_list_made_from_a_template_counts_and_is_the_person_s_to_complete(string template, string count, string words)
    {
        await FillAsync();
        using var client = await app.SignInAsync(Roles.InsightsAndMailings);
        using var made = await client.SubmitAsync(
            "/customer-lists/new", new() { ["Details.Name"] = $"From {template}", ["Template"] = template }, "#list-details");
        Assert.Equal(HttpStatusCode.SeeOther, made.StatusCode);
        var url = made.Headers.Location!.OriginalString;
        var page = await client.PageAsync(url);
        var completed = ListTemplates.Find(template)!.Completed;
        Assert.Equal(completed is not null, page.QuerySelector(".criterion-editor") is not null);
        if (ListTemplates.Find(template)!.Words is { Length: > 0 } left)
        {
            Assert.Contains(left, page.Body!.TextContent, StringComparison.Ordinal);
        }

        if (completed is not null)
        {
            using var kept = await client.SubmitAsync(page, url, new() { ["Do"] = "keep" }, "#builder");
            page = await kept.DocumentAsync();
        }

        Assert.Contains(words, page.QuerySelector(".sentence")!.TextContent, StringComparison.Ordinal);
        using var counted = await client.SubmitAsync(page, url, new() { ["Do"] = "count" }, "#builder");
        page = await counted.DocumentAsync();
        Assert.Equal(count, page.QuerySelector("#count-title")!.TextContent);
        // Nothing was left to save: opened and looked at, it is what was stored.
        Assert.DoesNotContain("Not saved yet", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_template_compiles_without_any_data_and_names_only_columns_that_every_venue_has()
    {
        var catalogue = OutputCatalogue.With([]);
        foreach (var template in ListTemplates.All)
        {
            Assert.All(template.Columns, column => Assert.True(catalogue.Has(column), column));
            Assert.Empty(template.Sort.Select(by => by.Column).Except(template.Columns));
            var snapshot = new ListSnapshot(
                template.Definition.Checked(), new Dictionary<string, SegmentSnapshot>(),
                template.Columns.Count > 0 ? template.Columns : ["name"], template.Sort)
            {
                RowPerBooking = template.RowPerBooking,
            };
            Assert.False(template.RowPerBooking && !snapshot.MatchesBookings);
            var compiled = ListCompiler.Compile(snapshot, catalogue, new DateMetricClock(app.Clock.GetCurrentInstant(), London));
            Assert.NotEmpty(compiled.CountSql);
        }
    }

    private async Task FillAsync() => await app.DoAsync(
        """
        insert into crm.customers (id, external_reference, first_name, last_name, email, created_at) values
          (-1, 't-1', 'Ann', 'One', 'ann@example.org', now()), (-2, 't-2', 'Ben', 'Two', null, now()),
          (-3, 't-3', 'Cat', 'Three', null, now())
        on conflict do nothing;
        insert into crm.events (id, external_reference, name) values (-1, 't-1', 'Anything') on conflict do nothing;
        insert into crm.event_instances (id, external_reference, event_id, starts_at) values
          (-1, 't-1', -1, (now() at time zone 'Europe/London')::date + time '12:00' at time zone 'Europe/London'),
          (-2, 't-2', -1, now() + interval '9 days')
        on conflict do nothing;
        insert into crm.bookings (id, external_reference, customer_id, event_instance_id, booked_at, tickets, amount, status) values
          (-1, 't-1', -1, -1, now(), 1, 5, 'Confirmed'), (-2, 't-2', -2, -1, now(), 2, 9, 'Confirmed'),
          (-3, 't-3', -2, -2, now(), 1, 7, 'Confirmed'), (-4, 't-4', -3, -1, now(), 1, 7, 'Cancelled')
        on conflict do nothing;
        insert into crm.donations (id, external_reference, customer_id, fund, donated_at, amount) values
          (-1, 't-1', -1, 'General', now() - interval '1 day', 10), (-2, 't-2', -2, 'General', now() - interval '1 day', 10),
          (-3, 't-3', -3, 'General', now(), 10)
        on conflict do nothing;
        """);
}
