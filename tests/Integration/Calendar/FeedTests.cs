using System.Net;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;
using Ical.Net;
using NodaTime;

namespace CustomerListSchedules.Integration.Calendar;

/// <summary>A calendar that a person's own program subscribes to: private, revocable, gone with the account, and about nobody.</summary>
public sealed class FeedTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public FeedTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task A_program_reads_all_or_ones_own_schedules_without_signing_in_and_finds_nobodys_details()
    {
        var owner = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var mine = await world.AddScheduleAsync(DeliveryWorld.Due + Duration.FromDays(1), ["secret.person@example.org"], owner: owner.Id);
        await world.ExecuteAsync("update schedules set name = 'Mine; with, marks' where id = @ScheduleId", mine);
        await world.AddScheduleAsync(DeliveryWorld.Due + Duration.FromDays(2), []);
        var client = await application.SignInAsAsync(owner.Email!);

        var all = await MakeAsync(client, mine: false);
        var text = (await ReadAsync(all))!;
        Assert.DoesNotContain("secret.person", text, StringComparison.Ordinal);
        Assert.DoesNotContain(owner.Email!, text, StringComparison.Ordinal);
        var events = Ical.Net.Calendar.Load(text)!.Events;
        Assert.True(events.Count > 60, "Two daily schedules come for sixty days.");
        Assert.Equal(events.Count, events.Select(each => each.Uid).Distinct().Count());
        var first = events.MinBy(each => each.Start)!;
        Assert.Equal("Mine; with, marks", first.Summary);
        Assert.Equal((DeliveryWorld.Due + Duration.FromDays(1)).ToDateTimeUtc(), first.Start!.AsUtc);

        var own = await MakeAsync(client, mine: true);
        Assert.Equal(
            ["Mine; with, marks"], Ical.Net.Calendar.Load((await ReadAsync(own))!)!.Events.Select(each => each.Summary).Distinct());
        Assert.Null(await ReadAsync(all, HttpStatusCode.NotFound));
        Assert.Contains(
            "A calendar last read it", (await client.PageAsync("/calendar/feed")).QuerySelector("main")!.TextContent,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deactivated")]
    [InlineData("no longer staff")]
    [InlineData("revoked")]
    public async Task The_address_ends_with_the_account_with_its_role_or_when_it_is_revoked(string how)
    {
        var owner = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var client = await application.SignInAsAsync(owner.Email!);
        var address = await MakeAsync(client, mine: false);
        await ReadAsync(address);
        if (how == "revoked")
        {
            using var ended = await client.SubmitAsync("/calendar/feed", form: "dialog form");
            Assert.Equal(HttpStatusCode.SeeOther, ended.StatusCode);
        }
        else
        {
            await world.ExecuteAsync(
                how == "deactivated"
                    ? "update users set deactivated_at = now() where id = @Id"
                    : "delete from user_roles where user_id = @Id",
                new { owner.Id });
        }

        Assert.Null(await ReadAsync(address, HttpStatusCode.NotFound));
        Assert.Equal(
            how == "revoked" ? ["calendar_feed.made", "calendar_feed.revoked"] : ["calendar_feed.made"],
            await world.QueryAsync<string>(
                "select action from audit where action like 'calendar_feed.%' and user_id = @Id order by id", new { owner.Id }));
    }

    [Fact]
    public async Task What_is_no_address_of_anybodys_is_not_found()
    {
        foreach (var token in new[] { "x", new string('a', 43), new string('a', 4000), "..%2f..%2fetc", "💥" })
        {
            Assert.Null(await ReadAsync($"/calendar/feed/{token}.ics", HttpStatusCode.NotFound));
        }
    }

    private static async Task<string> MakeAsync(HttpClient client, bool mine)
    {
        using var made = await client.SubmitAsync("/calendar/feed", new() { ["mine"] = mine ? "true" : "false" }, "form.panel");
        return new Uri((await made.DocumentAsync()).QuerySelector("#address")!.GetAttribute("value")!).PathAndQuery;
    }

    private async Task<string?> ReadAsync(string address, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await application.Visitor().GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(expected, answer.StatusCode);
        return expected == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken) : null;
    }
}
