using System.Text;
using System.Text.Json;
using CustomerListSchedules.Infrastructure.Dotdigital;
using Microsoft.AspNetCore.Http.Features;
using Npgsql;

namespace CustomerListSchedules.Features.Sandbox.Dotdigital;

/// <summary>
/// Stands in for Dotdigital: the calls of its public HTTP API that the application makes, answered over real HTTP, with limits, waiting
/// and failures. The same code runs inside the application and as a server by itself in tests.
/// </summary>
internal sealed class SandboxApi(NpgsqlDataSource dataSource)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly SandboxSchema schema = new(dataSource);
    private readonly SandboxCampaigns campaigns = new(dataSource);
    private readonly SandboxAddressBooks addressBooks = new(dataSource);
    private readonly SandboxImports imports = new(dataSource);
    private readonly SandboxSends sends = new(dataSource);
    private readonly SandboxRules rules = new(dataSource);

    /// <param name="Name">As <c>IDotdigital</c>'s client names it, so that a fault can be given to it.</param>
    /// <param name="Tier">What it counts as.</param>
    /// <param name="Answer">What it does.</param>
    private sealed record Call(string Name, string Tier, Func<Task<SandboxAnswer>> Answer);

    /// <summary>The names of the calls.</summary>
    public static readonly IReadOnlyList<string> Calls =
    [
        "get-account", "list-campaigns", "get-campaign", "copy-campaign", "delete-campaign", "list-address-books", "create-address-book",
        "delete-address-book", "import-contacts", "get-import", "send-campaign", "get-send", "get-summary",
    ];

    public SandboxCampaigns Campaigns => campaigns;

    public SandboxSends Sends => sends;

    public SandboxRules Rules => rules;

    public Task PrepareAsync() => schema.EnsureAsync(CancellationToken.None);

    /// <summary>Whether a path below the sandbox's is one of the API's, not of its pages.</summary>
    public static bool Serves(PathString path) =>
        path.Value is { } text && text.Split('/') is ["", ['r', >= '1' and <= '9'] or "v2" or "contacts", ..];

    public async Task HandleAsync(HttpContext context)
    {
        await PrepareAsync();
        var segments = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var region = segments is [['r', >= '1' and <= '9'], ..] ? segments[0] : "r1";
        var settings = await rules.SettingsAsync();
        var call = Find(context, segments is [['r', >= '1' and <= '9'], ..] ? segments[1..] : segments, settings);
        if (call is null)
        {
            await WriteAsync(context, SandboxAnswer.Refused(404, "The sandbox does not know this call.", "ERROR_UNKNOWN"));
            return;
        }

        if (!IsLetIn(context.Request, settings.Password))
        {
            await WriteAsync(context, SandboxAnswer.Refused(401, "Authorization has been denied for this request.", "ERROR_INVALID_LOGIN"));
            return;
        }

        if (region != settings.Region && call.Name != "get-account")
        {
            await WriteAsync(context, new SandboxAnswer(403, new { message = "This account is served by another region." }));
            return;
        }

        await AnswerAsync(context, call);
    }

    private Call? Find(HttpContext context, string[] segments, SandboxSettings settings)
    {
        var query = context.Request.Query;
        int Number(string name, int otherwise) => int.TryParse(query[name], out var number) ? number : otherwise;
        return (context.Request.Method, segments) switch
        {
            ("GET", ["v2", "account-info"]) => new("get-account", "high", () => Task.FromResult(Account(context.Request, settings))),
            ("GET", ["v2", "campaigns"]) =>
                new("list-campaigns", "low", () => campaigns.ListAsync(Math.Min(Number("select", 1000), 1000), Number("skip", 0))),
            ("GET", ["v2", "campaigns", "send", var id]) when Guid.TryParse(id, out var send) =>
                new("get-send", "high", () => sends.GetAsync(send)),
            ("POST", ["v2", "campaigns", "send"]) =>
                new("send-campaign", "medium", async () => await sends.StartAsync(await BodyAsync(context))),
            ("GET", ["v2", "campaigns", var id]) when long.TryParse(id, out var campaign) =>
                new("get-campaign", "high", () => campaigns.GetAsync(campaign)),
            ("DELETE", ["v2", "campaigns", var id]) when long.TryParse(id, out var campaign) =>
                new("delete-campaign", "medium", () => campaigns.DeleteAsync(campaign)),
            ("POST", ["v2", "campaigns", var id, "copy"]) when long.TryParse(id, out var campaign) =>
                new("copy-campaign", "medium", () => campaigns.CopyAsync(campaign)),
            ("GET", ["v2", "campaigns", var id, "summary"]) when long.TryParse(id, out var campaign) =>
                new("get-summary", "high", () => campaigns.SummaryAsync(campaign)),
            ("GET", ["v2", "address-books", "private"]) =>
                new("list-address-books", "low", () => addressBooks.ListAsync(Math.Min(Number("select", 1000), 1000), Number("skip", 0))),
            ("POST", ["v2", "address-books"]) =>
                new("create-address-book", "medium", async () => await addressBooks.CreateAsync(await BodyAsync(context))),
            ("DELETE", ["v2", "address-books", var id]) when long.TryParse(id, out var book) =>
                new("delete-address-book", "medium", () => addressBooks.DeleteAsync(book)),
            ("PUT", ["contacts", "v3", "import"]) => new("import-contacts", "low", () => ImportAsync(context, rejected: false)),
            ("GET", ["contacts", "v3", "import", var id]) when Guid.TryParse(id, out var import) =>
                new("get-import", "high", () => imports.GetAsync(import)),
            _ => null,
        };
    }

    private async Task AnswerAsync(HttpContext context, Call call)
    {
        var rate = await rules.CountAsync(call.Name, call.Tier);
        var reset = Math.Ceiling(rate.Reset);
        var fault = rate.IsOver || rate.Hourly ? null : await rules.MeetAsync(call.Name);
        var pause = TimeSpan.FromSeconds(fault?.Seconds ?? 0);
        SandboxAnswer answer;
        switch (fault?.Kind)
        {
            case "timeout_before" or "reset_before":
                await BreakOffAsync(context, fault.Kind == "timeout_before" ? pause : TimeSpan.Zero);
                return;
            case "timeout_after" or "reset_after":
                await call.Answer();
                await BreakOffAsync(context, fault.Kind == "timeout_after" ? pause : TimeSpan.Zero);
                return;
            case "too_many":
                reset = pause.TotalSeconds;
                answer = SandboxAnswer.Refused(429, "Too many requests.", "");
                break;
            case null when rate.Hourly:
            case "hourly":
                answer = SandboxAnswer.Refused(
                    400, "Your account has generated excess API activity and is being temporarily capped. Please contact support.",
                    "ERROR_APIUSAGE_EXCEEDED");
                break;
            case null when rate.IsOver:
                answer = SandboxAnswer.Refused(429, "Too many requests.", "");
                break;
            default:
                answer = fault is null ? await call.Answer() : await RefuseAsync(context, fault.Kind);
                break;
        }

        await rules.AnsweredAsync(rate.Id, answer.Status);
        var headers = context.Response.Headers;
        headers["X-RateLimit-Limit"] = $"{rate.Limit}";
        headers["X-RateLimit-Remaining"] = $"{Math.Max(0, rate.Limit - rate.Used)}";
        headers["X-RateLimit-Scope"] = call.Tier;
        headers["X-RateLimit-Reset"] = $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + (long)reset}";
        await WriteAsync(context, answer);
    }

    private async Task<SandboxAnswer> RefuseAsync(HttpContext context, string kind) => kind switch
    {
        "forbidden" => new SandboxAnswer(403, new { message = "Not allowed." }),
        "gone" =>
            context.Request.Path.Value!.Contains("address-books", StringComparison.Ordinal)
                ? SandboxAnswer.AddressBookNotFound
                : SandboxAnswer.CampaignNotFound,
        "import_rejected" => await ImportAsync(context, rejected: true),
        "send_not_permitted" => SandboxAnswer.Refused(400, "Send not permitted at this time.", "ERROR_CAMPAIGN_SENDNOTPERMITTED"),
        _ => SandboxAnswer.Refused(500, "Something went wrong.", "ERROR_UNKNOWN"),
    };

    private static SandboxAnswer Account(HttpRequest request, SandboxSettings settings)
    {
        var here =
            $"{request.Scheme}://{request.Host}{DotdigitalAddress.SandboxPath}{(settings.Region == "r1" ? "" : "/" + settings.Region)}";
        return new SandboxAnswer(200, new
        {
            id = 44_001,
            properties = new[]
            {
                new { name = "Name", type = "String", value = settings.AccountName },
                new { name = "MainEmail", type = "String", value = "box.office@example.org" },
                new { name = "ApiEndpoint", type = "String", value = settings.ForeignEndpoint ?? here },
            },
        });
    }

    private async Task<SandboxAnswer> ImportAsync(HttpContext context, bool rejected)
    {
        // The body is read to its end whatever the server's usual limit: Dotdigital takes more than pages of this site do.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = 64 * 1024 * 1024;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        return await imports.StartAsync(await reader.ReadToEndAsync(), rejected);
    }

    // What it was told to do it does, whether or not anybody still waits for the answer.
    private static async Task<JsonElement> BodyAsync(HttpContext context) =>
        (await JsonDocument.ParseAsync(context.Request.Body)).RootElement;

    private static async Task BreakOffAsync(HttpContext context, TimeSpan after)
    {
        try
        {
            await Task.Delay(after, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // Whoever called has given up.
        }

        context.Abort();
    }

    private static bool IsLetIn(HttpRequest request, string password)
    {
        var header = request.Headers.Authorization.ToString();
        var given = new byte[header.Length];
        return header.StartsWith("Basic ", StringComparison.Ordinal)
            && Convert.TryFromBase64String(header[6..], given, out var length)
            && Encoding.UTF8.GetString(given, 0, length) == $"{DotdigitalAccounts.SandboxUser}:{password}";
    }

    private static async Task WriteAsync(HttpContext context, SandboxAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.Body is not null)
        {
            await context.Response.WriteAsJsonAsync(answer.Body, answer.Body.GetType(), Json);
        }
    }
}
