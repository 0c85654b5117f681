using System.Diagnostics;
using System.Globalization;
using CustomerListSchedules.Features.Sandbox.Dotdigital;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Mailings;

/// <summary>
/// Dotdigital's stand-in as a process of its own, which ends with its standard input. It never makes anybody wait: imports and sends
/// are done when they are answered. Bodies of imports are kept in <c>--record</c>, the first time that each is seen.
/// </summary>
internal sealed class StubServer : IBenchmark
{
    private static long waited;

    private const int LargestBody = 64 * 1024 * 1024;

    public string Verb => "mailing-stub";

    public bool Hidden => true;

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        DapperTypes.Register();
        await using var dataSource = NpgsqlDataSource.Create(arguments["connection"]!);
        var sandbox = new SandboxApi(dataSource);
        await sandbox.PrepareAsync();
        var settings = await sandbox.Rules.SettingsAsync();
        settings.CallsPerMinute = settings.CallsPerHour = 1_000_000;
        settings.ImportSeconds = settings.QueueSeconds = settings.SendingSeconds = 0;
        await sandbox.Rules.SaveAsync(settings);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestBody);
        builder.Services.AddSingleton(sandbox);
        await using var app = builder.Build();
        app.Map(
            "/waited",
            branch => branch.Run(context => context.Response.WriteAsync(Interlocked.Exchange(
                ref waited, 0).ToString(CultureInfo.InvariantCulture))));
        app.Use((context, next) => RecordAsync(context, next, arguments["record"]!));
        app.UseSandboxDotdigital();
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single() + DotdigitalAddress.SandboxPath);
        await Console.In.ReadToEndAsync();
    }

    private static async Task RecordAsync(HttpContext context, RequestDelegate next, string directory)
    {
        if (!HttpMethods.IsPut(context.Request.Method))
        {
            // Whoever asks for anything but an import waits for the stub to have done it.
            var started = Stopwatch.GetTimestamp();
            await next(context);
            Interlocked.Add(ref waited, Stopwatch.GetElapsedTime(started).Ticks);
            return;
        }

        if (File.Exists(Path.Combine(directory, "done")))
        {
            await next(context);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        await File.WriteAllBytesAsync(Path.Combine(directory, $"{Guid.CreateVersion7()}.json"), body.ToArray());
        body.Position = 0;
        context.Request.Body = body;
        await next(context);
    }
}
