using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;

namespace CustomerListSchedules.Infrastructure.Dotdigital.Calls;

/// <summary>
/// What an answer that is no success means. Of its text only Dotdigital's code is kept (v2: <c>ERROR_…</c> within <c>message</c>, v3:
/// <c>errorCode</c>), never the sentence around it, which may quote somebody's address.
/// </summary>
internal static partial class DotdigitalErrors
{
    public const string AddressBookDuplicate = "ERROR_ADDRESSBOOK_DUPLICATE";
    private const string UsageExceeded = "ERROR_APIUSAGE_EXCEEDED";
    private static readonly Duration Longest = Duration.FromHours(1);

    /// <param name="Code">Dotdigital's code, or "".</param>
    /// <param name="Reason">What it means.</param>
    /// <param name="Wait">How long until it is worth trying again.</param>
    /// <param name="Pauses">Whether no other call of the tier need be made meanwhile.</param>
    /// <param name="Hourly">Whether it is the hour's limit, on all calls.</param>
    public sealed record Refusal(string Code, DotdigitalReason Reason, Duration Wait, bool Pauses, bool Hourly);

    public static async Task<Refusal> ReadAsync(HttpResponseMessage answer, DotdigitalCall call, CancellationToken cancellationToken)
    {
        var code = Code(await StartAsync(answer, cancellationToken));
        if (answer.StatusCode == HttpStatusCode.TooManyRequests || code is UsageExceeded or "ERROR_IMPORT_TOOMANYACTIVEIMPORTS")
        {
            var busy = code is "contacts:tooManyActiveImports" or "ERROR_IMPORT_TOOMANYACTIVEIMPORTS";
            return new Refusal(
                code, DotdigitalReason.OverLimit, busy ? Duration.FromSeconds(10) : UntilReset(answer), Pauses: !busy,
                Hourly: code == UsageExceeded);
        }

        return new Refusal(code, Reason(answer.StatusCode, code, call), Duration.Zero, false, false);
    }

    private static DotdigitalReason Reason(HttpStatusCode status, string code, DotdigitalCall call) => (status, code) switch
    {
        (_, "ERROR_INVALID_LOGIN" or "ERROR_APIUSER_INVALID") => DotdigitalReason.WrongPassword,
        (_, "ERROR_CAMPAIGN_NOT_FOUND") => DotdigitalReason.CampaignGone,
        (_, "ERROR_ADDRESSBOOK_NOT_FOUND") => DotdigitalReason.AddressBookGone,
        (_, "ERROR_ADDRESSBOOK_LIMITEXCEEDED") => DotdigitalReason.AddressBookLimit,
        (_, "ERROR_SYSTEM_SERVICETEMPORARILYUNAVAILABLE" or "ERROR_ADDRESSBOOK_IN_USE") => DotdigitalReason.Unreachable,
        (_, "ERROR_CAMPAIGN_SENDNOTPERMITTED" or "ERROR_CAMPAIGN_SEND_INVALID" or "ERROR_CAMPAIGN_INVALID" or "ERROR_SEND_LIMITEXCEEDED"
            or "ERROR_CAMPAIGN_CONTAINS_UNSUPPORTED_BLOCKS" or "ERROR_CAMPAIGN_READONLY") => DotdigitalReason.SendNotPermitted,
        (HttpStatusCode.Unauthorized, _) => DotdigitalReason.WrongPassword,
        (HttpStatusCode.Forbidden, _) => DotdigitalReason.WrongRegion,
        (HttpStatusCode.NotFound, _) => call.Gone,
        (HttpStatusCode.RequestTimeout, _) or ( >= HttpStatusCode.InternalServerError, _) => DotdigitalReason.Unreachable,
        _ when call.Name == DotdigitalCalls.Import => DotdigitalReason.ImportRejected,
        _ => DotdigitalReason.Refused,
    };

    // By Dotdigital's own clock where the answer tells it: ours may differ.
    private static Duration UntilReset(HttpResponseMessage answer)
    {
        var wait = answer.Headers.RetryAfter?.Delta is { } delta ? Duration.FromTimeSpan(delta)
            : Number(answer, "X-RateLimit-Reset") is { } reset && answer.Headers.Date is { } date
            ? Duration.FromSeconds(reset - date.ToUnixTimeSeconds())
            : Duration.FromMinutes(1);
        return Duration.Max(Duration.FromSeconds(1), Duration.Min(wait, Longest));
    }

    public static string? Tier(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("X-RateLimit-Scope", out var scopes)
            && scopes.FirstOrDefault()?.Trim() is { Length: > 0 and <= 40 } scope
            ? scope
        : Limit(answer) is not null ? "limited" : null;

    public static int? Limit(HttpResponseMessage answer) =>
        Number(answer, "X-RateLimit-Limit") is { } limit and > 0 and < int.MaxValue ? (int)limit : null;

    private static long? Number(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values)
            && long.TryParse(values.FirstOrDefault(), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string Code(byte[] body)
    {
        try
        {
            var reader = JsonDocument.Parse(body).RootElement;
            if (reader.ValueKind == JsonValueKind.Object)
            {
                var text = Text(reader, "errorCode") ?? Text(reader, "message") ?? "";
                return ServiceCode().Match(text) is { Success: true } service ? service.Value : VersionTwoCode().Match(text).Value;
            }
        }
        catch (JsonException)
        {
            // A proxy's page, or cut short: then there is no code.
        }

        return "";

        static string? Text(JsonElement element, string name) =>
            element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private static async Task<byte[]> StartAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var start = new byte[16 * 1024];
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        return start[..await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken)];
    }

    [GeneratedRegex(@"ERROR_[A-Z_]{1,60}")]
    private static partial Regex VersionTwoCode();

    [GeneratedRegex(@"^[a-zA-Z]{1,30}:[a-zA-Z]{1,60}\z")]
    private static partial Regex ServiceCode();
}
