using System.Diagnostics;
using System.Text.Json;

namespace CustomerListSchedules.Benchmarks.Pages;

/// <summary>
/// The application as a process of its own, which ends with its standard input: with the empty page beside its own, and counting the
/// statements of requests that ask for it.
/// </summary>
internal sealed class PagesHost : IBenchmark
{
    /// <summary>A request with this header is answered with the statements that it took, rather than with its page.</summary>
    public const string CountHeader = "X-Count-Statements";

    public string Verb => "pages-host";

    public bool Hidden => true;

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        var builder = BenchmarkServer.Builder(
            arguments["connection"]!, arguments["data"]!,
            new() { ["SignIn:PerAddress"] = "100000", ["SignIn:PerAccount"] = "100000" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRazorPages().AddApplicationPart(typeof(PagesHost).Assembly);
        await using var app = builder.Build();
        await app.PrepareAsync();
        StatementCount.Listen();
        app.Use(CountAsync);
        app.UseCustomerListSchedules();
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync();
    }

    private static async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Headers.ContainsKey(CountHeader))
        {
            await next(context);
            return;
        }

        var body = context.Response.Body;
        await using var page = new MemoryStream();
        context.Response.Body = page;
        var statements = StatementCount.Begin();
        var started = Stopwatch.GetTimestamp();
        await next(context);
        var took = Stopwatch.GetElapsedTime(started);
        context.Response.Body = body;
        context.Response.Headers.ContentLength = null;
        await JsonSerializer.SerializeAsync(body, new CountedPage(took.TotalMilliseconds, statements));
    }
}
