using System.Text.RegularExpressions;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using NodaTime;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>A list of those who live in one town, delivered day after day while people come and go.</summary>
internal sealed partial class NewSinceWorld(TestApplication application, string town)
{
    public DeliveryWorld World { get; } = new(application);

    public DeliveryWorld.ScheduleIds Schedule { get; private set; } = null!;

    public string Recipient { get; private set; } = "";

    private string Definition =>
        $$$"""
        {"preFilter":{"areas":[]},"mainFilter":{"areas":[{"segments":[{"kind":"local","name":"Town","definition":
          {"join":"and","criteria":[{"kind":"town","towns":["{{{town}}}"]}]}}]}]}}
        """;

    public async Task BeginAsync(
        string send, string whenEmpty = "send", int? atLeast = null, bool onDemand = false, Instant? first = null, string format = "csv")
    {
        World.SetClock(first ?? DeliveryWorld.Due);
        await World.ExecuteAsync("update schedules set paused_at = now()");
        Recipient = (await application.CreateUserAsync(null, Roles.CollectReport)).Email!;
        Schedule = await World.AddScheduleAsync(
            first ?? DeliveryWorld.Due, [Recipient], definition: Definition, onDemand: onDemand, format: format);
        await ChooseAsync(send, whenEmpty, atLeast);
    }

    public Task ChooseAsync(string send, string whenEmpty = "send", int? atLeast = null) => World.ExecuteAsync(
        "update scheduled_lists set send = @send, when_empty = @whenEmpty, at_least = @atLeast where id = @ScheduledListId",
        new { send, whenEmpty, atLeast, Schedule.ScheduledListId });

    /// <summary>Whoever is named lives in the town from now on, and nobody else.</summary>
    public Task LiveThereAsync(params string[] names) => World.ExecuteAsync(
        """
        update crm.customers set town = null where town = @town;
        insert into crm.customers (external_reference, first_name, email, town, created_at)
        select @town || ' ' || name, name, lower(name) || '@example.org', @town, now() from unnest(@names) name
        on conflict (external_reference) do update set town = excluded.town
        """,
        new { town, names });

    public Task<long> IdAsync(string name) => World.ScalarAsync<long>(
        "select id from crm.customers where external_reference = @town || ' ' || @name", new { town, name });

    /// <summary>The run of the next day.</summary>
    public async Task<NewSinceDelivery> NextDayAsync()
    {
        World.SetClock(await World.ScalarAsync<Instant>("select next_run_at from schedules where id = @ScheduleId", Schedule));
        await World.DeliverEverythingAsync();
        return await LastAsync();
    }

    public async Task<NewSinceDelivery> RunNowAsync()
    {
        await World.SendAsync(new RunNow(Schedule.ScheduleId, Actor.System));
        await World.DeliverEverythingAsync();
        return await LastAsync();
    }

    public async Task<NewSinceDelivery> LastAsync() => (await World.QueryAsync<NewSinceDelivery>(
        """
        select d.id, d.run_id, d.state, d.reason, d.row_count as customers, d.new_customers, d.gone_customers, d.not_compared, d.file_id
        from deliveries d
        where d.scheduled_list_id = @ScheduledListId
        order by d.id desc
        limit 1
        """,
        Schedule))[0];

    public IReadOnlyList<string> Mails() =>
    [
        .. MailText.In(Path.Combine(application.DataDirectory, "mail"))
            .Where(mail => mail.Contains($"To: {Recipient}", StringComparison.Ordinal)),
    ];

    /// <summary>The lines of the file behind the last mail, in order.</summary>
    public async Task<IReadOnlyList<string>> LastFileAsync()
    {
        var client = await application.SignInAsAsync(Recipient);
        var page = await client.PageAsync(Link().Match(MailText.Plain(Mails()[^1])).Value);
        return (await client.GetStringAsync(
            page.QuerySelector("a[data-file]")!.GetAttribute("href"), TestContext.Current.CancellationToken))
            .TrimStart('\uFEFF').Trim().Split("\r\n");
    }

    public Task<long> SetsAsync() => World.ScalarAsync<long>(
        "select count(*) from delivered_members where scheduled_list_id = @ScheduledListId", Schedule);

    [GeneratedRegex("/collect/[A-Za-z0-9_-]+")]
    private static partial Regex Link();
}

internal sealed record NewSinceDelivery
{
    public long Id { get; init; }
    public long RunId { get; init; }
    public string State { get; init; } = "";
    public string? Reason { get; init; }
    public long? Customers { get; init; }
    public long? NewCustomers { get; init; }
    public long? GoneCustomers { get; init; }
    public string? NotCompared { get; init; }
    public long? FileId { get; init; }

    public (long?, long?) Since => (NewCustomers, GoneCustomers);
}
