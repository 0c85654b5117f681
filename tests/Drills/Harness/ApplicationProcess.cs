using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using CustomerListSchedules.Infrastructure.EmbeddedPostgres;

namespace CustomerListSchedules.Drills.Harness;

/// <summary>
/// The application as it is deployed: a process of its own (and leader of its process group, as in a terminal), on a free
/// port, with a data directory of its own.
/// </summary>
public sealed partial class ApplicationProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly ConcurrentQueue<string> output = new();
    private string[] settings;
    private bool ownsData;
    private Process? process;

    private ApplicationProcess(string? dataDirectory, string[] settings)
    {
        ownsData = dataDirectory is null;
        DataDirectory = dataDirectory ?? Path.Combine(Path.GetTempPath(), $"cls-e2e-{Guid.NewGuid():N}");
        this.settings = settings;
    }

    /// <summary>Of every sample account.</summary>
    public const string SamplePassword = "harbour bell brass";

    public string DataDirectory { get; }

    /// <summary>Where it listens; the same after a restart, so that links keep working.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public int ProcessId => process!.Id;

    public bool IsRunning => process is { HasExited: false };

    public int ExitCode => process!.ExitCode;

    /// <summary>All that it has printed so far.</summary>
    public string Output => string.Join('\n', output);

    /// <param name="dataDirectory">Kept when given; otherwise a new one, deleted at the end.</param>
    /// <param name="settings">Settings as on the command line: <c>--SampleData=false</c>; in capitals, of its environment:
    /// <c>LC_ALL=de_DE.UTF-8</c>.</param>
    public static async Task<ApplicationProcess> StartAsync(string? dataDirectory = null, params string[] settings)
    {
        var application = new ApplicationProcess(dataDirectory, settings);
        try
        {
            await application.RestartAsync();
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it on a data directory that is deleted at the end.</summary>
    public static async Task<ApplicationProcess> StartOnAsync(string dataDirectory, params string[] settings)
    {
        var application = await StartAsync(dataDirectory, settings);
        application.ownsData = true;
        return application;
    }

    /// <summary>A setting that lets it be soon a whole minute, when the sample's first delivery is due.</summary>
    public static string SoonAWholeMinute => $"--Clock:Shift={TimeSpan.FromSeconds((110 - TimeProvider.System.GetUtcNow().Second) % 60):c}";

    /// <summary>Starts a process that is expected to end by itself, and waits for that.</summary>
    public static async Task<ApplicationProcess> RunToEndAsync(string? dataDirectory = null, params string[] settings)
    {
        var application = new ApplicationProcess(dataDirectory, settings);
        application.Launch();
        await application.WaitForExitAsync();
        return application;
    }

    /// <summary>Starts it (again) and waits until <c>/health/ready</c> says so.</summary>
    public async Task RestartAsync()
    {
        Launch();
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        await Until(async () =>
        {
            if (process!.HasExited)
            {
                throw new InvalidOperationException($"The application ended with {process.ExitCode}:\n{Output}");
            }

            if (Address.Port == 0)
            {
                return false;
            }

            try
            {
                using var answer = await client.GetAsync(new Uri(Address, "/health/ready"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    /// <summary>Stops it and starts it anew with other settings, at the same address.</summary>
    public async Task RestartWithAsync(params string[] others)
    {
        await StopAsync();
        settings = others;
        await RestartAsync();
    }

    /// <summary>kill -9: nothing is tidied up.</summary>
    public Task KillAsync() => SignalAsync(Posix.Kill);

    /// <summary>TERM: it ends what it is doing and stops.</summary>
    public Task StopAsync() => SignalAsync(Posix.Terminate);

    public async Task SignalAsync(int signal)
    {
        Posix.Signal(ProcessId, signal);
        await WaitForExitAsync();
    }

    public async Task WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await process!.WaitForExitAsync(patience.Token);
    }

    /// <summary>Waits for something to become true; fails with the application's own output when it does not.</summary>
    public async Task Until(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"Waited {Patience.TotalSeconds} s. The application said:\n{Output}");
            }

            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            await StopAsync();
        }

        process?.Dispose();
        if (ownsData && Directory.Exists(DataDirectory))
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }

    private void Launch()
    {
        process?.Dispose();
        var start = new ProcessStartInfo("env")
        {
            WorkingDirectory = Checkout.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["DOTNET_gcServer"] = "0";
        // A script that runs in the background ignores Ctrl-C, and hands that down: a terminal would not.
        var environment = settings.ToLookup(setting => Variable().IsMatch(setting));
        string[] samples = settings.Contains("ASPNETCORE_ENVIRONMENT=Production") ? [] : [$"--SampleData:Password={SamplePassword}"];
        string[] arguments =
        [
            "--default-signal=INT", .. environment[true], "setsid", "dotnet", Checkout.Application,
            $"--urls={Address.GetLeftPart(UriPartial.Authority)}",
            $"--Data:Directory={DataDirectory}", .. samples, .. environment[false],
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        output.Enqueue(line);
        if (Address.Port == 0 && Listening().Match(line) is { Success: true } match)
        {
            Address = new Uri(match.Groups[1].Value);
        }
    }

    [GeneratedRegex(@"Now listening on: (http://[^\s""]+)")]
    private static partial Regex Listening();

    [GeneratedRegex("^[A-Z_]+=")]
    private static partial Regex Variable();
}

/// <summary>Where the checkout and the built application are.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Built in the same configuration (Debug or Release) as these tests.</summary>
    public static string Application { get; } = Path.Combine(
        Root, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "CustomerListSchedules.dll");

    private static string Find(string from)
    {
        var folder = new DirectoryInfo(from);
        while (!File.Exists(Path.Combine(folder!.FullName, "CustomerListSchedules.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
