using System.Net;
using CustomerListSchedules.Features.AddCustomerList;
using CustomerListSchedules.Features.AddCustomerList.OutputStep;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.OutputColumns;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerListSchedules.Integration.AddCustomerList;

public sealed class FirstRowsTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    private static readonly Actor Somebody = new(null, "staff@example.org", null);

    private long list;

    public async ValueTask InitializeAsync()
    {
        list = await application.CustomerListAsync($"Everyone {Guid.NewGuid()}");
        await application.DoAsync(
            """
            insert into crm.customers (external_reference, first_name, last_name, phone, birth_date, created_at)
            select 'c' || i, case when i = 1 then '=cmd()' else 'Jo' end, lpad(i::text, 3, '0'), '+44 20 7946 0' || lpad(i::text, 3, '0'),
              '1980-02-29', '2026-07-01 23:30+00'
            from generate_series(1, 25) i
            on conflict do nothing
            """);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task They_are_the_files_rows_in_its_order_with_its_headers()
    {
        var rows = (await RowsAsync("csv", ["last_name", "first_name", "phone", "birth_date", "created"], [("last_name", false)]))!;
        Assert.Equal(["Last Name", "First Name", "Phone", "Birth Date", "Created"], rows.Headers);
        Assert.Equal((25, 20), (rows.Customers, rows.Rows.Count));
        Assert.Equal(["001", "'=cmd()", "+44 20 7946 0001", "1980-02-29", "2026-07-02 00:30"], rows.Rows[0]);
        Assert.Equal("020", rows.Rows[^1][0]);
    }

    [Fact]
    public async Task Excel_gets_text_verbatim() =>
        Assert.Equal(["=cmd()"], (await RowsAsync("xlsx", ["first_name"], [("first_name", false)]))!.Rows[0]);

    [Fact]
    public async Task A_column_that_is_gone_is_said_and_an_unknown_list_is_none()
    {
        Assert.Contains("no longer available", (await RowsAsync("csv", ["gone"], []))!.Problem, StringComparison.Ordinal);
        await using var scope = application.Services.CreateAsyncScope();
        Assert.Null(await scope.ServiceProvider.GetRequiredService<IMediator>()
            .Send(new GetFirstRows(0, 999_999, OutputInput.From(["name"], []), "csv", Somebody), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task They_show_before_saving_and_of_a_saved_list()
    {
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var schedule = await application.ScheduleAsync();
        var entry = await application.EntryAsync(schedule, list, "Everybody", "jo@example.org");
        var saved = await staff.PageAsync($"/schedules/{schedule}/customer-lists/{entry}/first-rows");
        Assert.Equal(20, saved.QuerySelectorAll("#first-rows tbody tr").Length);
        await staff.PageAsync($"/schedules/{await application.ScheduleAsync()}/customer-lists/{entry}/first-rows", HttpStatusCode.NotFound);

        var url = $"/schedules/{schedule}/customer-lists/new";
        using var next = await staff.SubmitAsync(
            url, new() { ["Details.Name"] = "New", ["Details.EmailTo"] = "jo@example.org", ["Details.CustomerListId"] = $"{list}" });
        var output = await next.DocumentAsync();
        output.GetElementById("entry-form")!.SetAttribute("action", $"{url}?handler=Rows");
        using var shown = await staff.SubmitAsync(output, url, form: "#entry-form");
        Assert.Equal(20, (await shown.DocumentAsync()).QuerySelectorAll("#first-rows tbody tr").Length);
    }

    private async Task<FirstRows?> RowsAsync(string format, string[] columns, (string, bool)[] sort)
    {
        await using var scope = application.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>()
            .Send(new GetFirstRows(0, list, OutputInput.From(columns, sort), format, Somebody), TestContext.Current.CancellationToken);
    }
}
