using System.Collections.Concurrent;
using System.Net;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;
using Dapper;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerListSchedules.Integration.PartnerRun;

/// <summary>Fifty partners at the same twenty lists; tests/Benchmarks <c>-- partners</c> does it with 200,000 customers.</summary>
public sealed class ManyPartnersTests(TestApplication application) : IClassFixture<TestApplication>
{
    private const int Partners = 50;
    private const int Lists = 20;
    private const int Customers = 500;
    private const string Page = "/partner-companies";

    private readonly DeliveryWorld world = new(application);

    [Fact]
    public async Task Fifty_partners_run_the_same_twenty_lists_at_once_and_all_are_served_and_no_list_is_made_twice_at_a_time()
    {
        await world.AddCustomersAsync(Customers);
        var partners = new List<string>();
        for (var i = 0; i < Partners; i++)
        {
            partners.Add((await application.CreateUserAsync(null, Roles.CollectReport)).Email!);
        }

        for (var i = 0; i < Lists; i++)
        {
            await world.AddScheduleAsync(null, [.. partners], onDemand: true);
        }

        using var stop = new CancellationTokenSource();
        var together = new ConcurrentQueue<long>();
        var workers = new[] { WorkAsync(stop.Token), WorkAsync(stop.Token), WatchAsync(together, stop.Token) };

        var collected = await Task.WhenAll(partners.Select(ServeAsync));
        await stop.CancelAsync();
        await Task.WhenAll(workers);

        Assert.All(collected, files => Assert.Equal(Lists, files.Distinct().Count()));
        Assert.All(together, most => Assert.InRange(most, 0, 1));
        Assert.NotEmpty(together);
        Assert.Equal(0, await world.ScalarAsync<int>("select count(*) from deliveries where state <> 'delivered' or attempt <> 1"));
        Assert.Equal(0, await world.ScalarAsync<int>(
            """
            select count(*)
            from deliveries a
            join delivery_attempts x on x.delivery_id = a.id
            join deliveries b on b.scheduled_list_id = a.scheduled_list_id and b.id > a.id
            join delivery_attempts y on y.delivery_id = b.id and y.started_at < x.ended_at and x.started_at < y.ended_at
            """));
        Assert.Equal(
            Partners * Lists,
            await world.ScalarAsync<int>("select count(*) from (select distinct user_id, scheduled_list_id from run_requests) asked"));
        Assert.Equal(0, await world.ScalarAsync<int>("select count(*) from messages"));
    }

    /// <summary>A partner who runs everything, and what cannot start yet again later; answers the lists collected.</summary>
    private async Task<List<string>> ServeAsync(string email)
    {
        var client = await application.SignInAsAsync(email);
        var files = new Dictionary<string, string>();
        while (files.Count < Lists)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Delay(200, TestContext.Current.CancellationToken); // As a person's browser asks: now and then.
            var page = await client.PageAsync(Page);
            foreach (var link in page.QuerySelectorAll("aside a[data-file]"))
            {
                files[link.TextContent] = link.GetAttribute("href")!;
            }

            foreach (var report in page.QuerySelectorAll(".report")
                .Where(report => report.QuerySelector(".busy") is null && !files.ContainsKey(report.QuerySelector("h2")!.TextContent)))
            {
                var list = report.QuerySelector("input[name=list]")!.GetAttribute("value");
                using var answer = await client.SubmitAsync(page, Page, form: $"form:has(input[value='{list}'])");
                Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            }
        }

        foreach (var href in files.Values)
        {
            using var file = await client.GetAsync(href, TestContext.Current.CancellationToken);
            Assert.Equal(
                Customers, (await file.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim().Split("\r\n").Length - 1);
        }

        return [.. files.Keys];
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await using var scope = application.Services.CreateAsyncScope();
            if (!await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new MakeDelivery(), CancellationToken.None))
            {
                await Task.WhenAny(Task.Delay(20, stop));
            }
        }
    }

    /// <summary>How many runs of one list were under way together, looked at again and again.</summary>
    private async Task WatchAsync(ConcurrentQueue<long> together, CancellationToken stop)
    {
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(CancellationToken.None);
        while (!stop.IsCancellationRequested)
        {
            together.Enqueue(await connection.ExecuteScalarAsync<long>(
                """
                select coalesce(max(n), 0)
                from (select count(*) as n from deliveries where state in ('waiting', 'making') group by scheduled_list_id) open
                """));
            await Task.WhenAny(Task.Delay(10, stop));
        }
    }
}
