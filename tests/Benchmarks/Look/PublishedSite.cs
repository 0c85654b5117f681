using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using CustomerListSchedules.Features.SetUp.SampleData;

namespace CustomerListSchedules.Benchmarks.Look;

/// <summary>The published application with its sample data, whose static files are compressed as they are where it is used.</summary>
internal sealed partial class PublishedSite : IAsyncDisposable
{
    private const string Password = "harbour bell brass";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly Uri address;

    private PublishedSite(Process process, Uri address)
    {
        this.process = process;
        this.address = address;
    }

    public static async Task<PublishedSite> StartAsync(string published, string database)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(published, "CustomerListSchedules.dll"), $"--contentRoot={published}",
                $"--urls={address.GetLeftPart(UriPartial.Authority)}",
                $"--ConnectionStrings:Default={database}", $"--SampleData:Password={Password}",
                $"--Data:Directory={Directory.CreateTempSubdirectory("cls-published-").FullName}",
            ])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Staging";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var site = new PublishedSite(process, address);
        using var client = new HttpClient { BaseAddress = address };
        await UntilAsync(async () =>
        {
            try
            {
                return (await client.GetAsync("/health/ready")).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return site;
    }

    /// <summary>What people land on, each with the cookies of somebody who may.</summary>
    public async Task<object[]> PagesAsync()
    {
        var (staff, staffs) = await SignInAsync(SampleSignIns.Staff);
        var (_, producers) = await SignInAsync(SampleSignIns.Producer);
        var (_, leaders) = await SignInAsync(SampleSignIns.WorkshopLeader);
        var link = "";
        await UntilAsync(async () =>
        {
            // The sample's first delivery is due in its first minute.
            foreach (Match mail in MailLink().Matches(await staff.GetStringAsync("/sandbox/mail")))
            {
                var shown = await staff.GetStringAsync(mail.Groups[1].Value);
                if (shown.Contains(SampleSignIns.WorkshopLeader.Email, StringComparison.Ordinal)
                    && CollectLink().Match(shown) is { Success: true } found)
                {
                    link = found.Value;
                }
            }

            return link.Length > 0;
        });
        var run = RunLink().Match(await staff.GetStringAsync("/runs")).Value;
        return
        [
            Page("Today", "/", staffs), Page("Schedules", "/schedules", staffs), Page("Builder", "/customer-lists/1", staffs),
            Page("Run", run, staffs), Page("Partner page", "/partner-companies", producers), Page("Collect", link, leaders),
        ];

        object Page(string name, string path, string cookie) => new { name, url = new Uri(address, path).ToString(), cookie };
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task<(HttpClient Client, string Cookie)> SignInAsync(SampleSignIn account)
    {
        var cookies = new CookieContainer();
        var handler = new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false };
        var client = new HttpClient(handler) { BaseAddress = address };
        var token = FormToken().Match(await client.GetStringAsync("/sign-in")).Groups[1].Value;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Email"] = account.Email, ["Password"] = Password, ["__RequestVerificationToken"] = token,
        });
        using var answer = await client.PostAsync("/sign-in", form);
        return answer.StatusCode == HttpStatusCode.SeeOther
            ? (client, cookies.GetCookieHeader(address))
            : throw new InvalidOperationException($"{account.Email} was not signed in: {answer.StatusCode}.");
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException("The published application did not get there.");
            }

            await Task.Delay(200);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();

    [GeneratedRegex("href=\"(/sandbox/mail/[^\"/]+)\"")]
    private static partial Regex MailLink();

    [GeneratedRegex("/collect/[A-Za-z0-9_-]+")]
    private static partial Regex CollectLink();

    [GeneratedRegex("/runs/[0-9]+")]
    private static partial Regex RunLink();
}
