using System.Collections.Concurrent;
using CustomerListSchedules.Infrastructure.Email;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CustomerListSchedules.Integration.Infrastructure.Email;

/// <summary>The token endpoint of an OAuth 2 service: gives out token-1, token-2 and so on, or what a test says instead.</summary>
internal sealed class TokenService : IAsyncDisposable
{
    private WebApplication app = null!;
    private int given;

    /// <summary>What was posted to it.</summary>
    public ConcurrentQueue<Dictionary<string, string>> Requests { get; } = [];

    /// <summary>Status and body in place of a token.</summary>
    public (int Status, string Body)? Instead { get; set; }

    /// <summary>The lifetime as it stands in the answer; null says none.</summary>
    public string? ExpiresIn { get; set; } = "3600";

    public EmailOAuth Client => new(new Uri(app.Urls.Single() + "/token"), "client-1", "hush hush", "https://mail.example/.default");

    public static async Task<TokenService> StartAsync()
    {
        var service = new TokenService();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        service.app = builder.Build();
        service.app.MapPost("/token", service.AnswerAsync);
        await service.app.StartAsync();
        return service;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        Requests.Enqueue(form.ToDictionary(field => field.Key, field => field.Value.ToString()));
        context.Response.ContentType = "application/json";
        context.Response.StatusCode = Instead?.Status ?? 200;
        var lifetime = ExpiresIn is null ? "" : $", \"expires_in\": {ExpiresIn}";
        await context.Response.WriteAsync(
            Instead?.Body ?? $$"""{"token_type": "Bearer", "access_token": "token-{{Interlocked.Increment(ref given)}}"{{lifetime}}}""");
    }
}
