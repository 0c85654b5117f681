using System.Text;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Dotdigital;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CustomerListSchedules.Integration.Infrastructure.Dotdigital;

public sealed class NothingPersonalIsLoggedTests(
    TestApplication application, DotdigitalStub stub) : IClassFixture<TestApplication>, IClassFixture<DotdigitalStub>
{
    private const string Password = "never-to-be-seen-in-a-log";

    private static readonly DotdigitalContact[] People =
        [.. Enumerable.Range(1, 20)
            .Select(i => new DotdigitalContact(
                $"quentin.quire{i}@hush.example", [new("FIRSTNAME", "Quentin"), new("LASTNAME", "Quire-Underhill")]))];

    [Fact]
    public async Task No_address_name_or_password_is_in_the_log_of_any_call_or_failure_at_any_level()
    {
        using var log = new CapturedLog();
        await using var logged = application.Setting("Dotdigital:SandboxUrl", stub.Url).Setting("Dotdigital:TimeoutSeconds", "1")
            .Setting("Dotdigital:RetrySeconds", "0.01").Setting("Dotdigital:PauseMinutes", "0.001")
            .WithWebHostBuilder(builder => builder.ConfigureLogging(logging => logging.AddProvider(
                log).AddFilter<CapturedLog>(null, LogLevel.Trace)));
        await stub.SetAsync(settings => (settings.Password, settings.SuppressOneIn) = (Password, 3));
        await SaveAccountAsync(logged);
        var client = logged.Services.GetRequiredService<IDotdigital>();
        foreach (var kind in new[]
        {
            "",
            "error_500",
            "timeout_before",
            "timeout_after",
            "reset_before",
            "reset_after",
            "too_many",
            "forbidden",
            "gone",
            "import_rejected",
            "send_not_permitted",
            "hourly",
        })
        {
            if (kind.Length > 0)
            {
                await stub.BreakAsync("import-contacts", kind, times: 1, seconds: 2);
                await stub.BreakAsync("send-campaign", kind, times: 1, seconds: 2);
                await stub.BreakAsync("get-import", kind, times: 1, seconds: 2);
            }

            await TryAllAsync(client);
            await stub.MendAsync();
        }

        await stub.SetAsync(settings => settings.Password = "another");
        await TryAllAsync(client);
        Assert.Contains(log.Lines, line => line.Contains("Dotdigital import-contacts answered 202", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("Dotdigital send-campaign failed", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("was refused: 401", StringComparison.Ordinal));
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"sandbox:{Password}"));
        Assert.DoesNotContain(
            log.Lines,
            line => new[]
            {
                "quentin",
                "hush.example",
                "Quire",
                Password,
                basic,
            }.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    private async Task SaveAccountAsync(WebApplicationFactory<Program> logged)
    {
        var administrator = await application.CreateUserAsync(null, Roles.Administrator);
        using var browser = logged.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        await browser.SubmitAsync("/sign-in", new() { ["Email"] = administrator.Email, ["Password"] = TestApplication.Password });
        await browser.SubmitAsync(
            "/settings/dotdigital", new() { ["Input.BaseUrl"] = stub.Url, ["Input.ApiUser"] = "sandbox", ["Input.Password"] = Password },
            "#dotdigital form");
        Assert.NotNull((await browser.PageAsync("/settings/dotdigital")).QuerySelector("#remove-account"));
    }

    private static async Task TryAllAsync(IDotdigital client)
    {
        var stop = TestContext.Current.CancellationToken;
        await TryAsync(async () => await client.ListCampaignsAsync(stop));
        var (copy, book) = (1L, 1L);
        await TryAsync(async () => copy = await client.CopyCampaignAsync(DotdigitalStub.ThankYou, stop));
        await TryAsync(async () => book = await client.CreateAddressBookAsync("Quiet " + Guid.NewGuid(), stop));
        await TryAsync(async () => await client.GetImportAsync(await client.ImportContactsAsync(book, People, stop), stop));
        await TryAsync(async () => await client.SendAsync(copy, book, stop));
        await TryAsync(async () => await client.GetSummaryAsync(copy, stop));
        await TryAsync(async () => await client.DeleteAddressBookAsync(book, stop));
    }

    private static async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (DotdigitalException e)
        {
            Assert.DoesNotContain("quentin", e.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }
}
