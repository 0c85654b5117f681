using System.Globalization;
using System.Text.Json;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>
/// Tokens for the mail server by client credentials (RFC 6749, 4.4), shared by all connections of this node. Neither token nor secret is
/// logged or part of an error.
/// </summary>
internal sealed class OAuthTokens(EmailOAuth options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LifetimeUnlessSaid = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(1);
    private const int LongestAnswer = 256 * 1024;

    private readonly SemaphoreSlim one = new(1);
    private AccessToken? kept;

    private readonly HttpClient http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ActivityHeadersPropagator = null,
        },
        disposeHandler: true)
    {
        Timeout = TimeSpan.FromSeconds(60),
        MaxResponseContentBufferSize = LongestAnswer,
        DefaultRequestHeaders = { { "Accept", "application/json" } },
    };

    /// <summary>The token kept, where there is one that lasts and was not <paramref name="refused"/>; otherwise a new one.</summary>
    /// <exception cref="MailRefusedException">There is none to be had.</exception>
    public async Task<(AccessToken Token, bool IsNew)> GetAsync(AccessToken? refused, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            if (kept is not null && kept != refused && kept.RefreshAt > time.GetUtcNow())
            {
                return (kept, false);
            }

            kept = null;
            kept = await AskAsync(cancellationToken);
            return (kept, true);
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose()
    {
        http.Dispose();
        one.Dispose();
    }

    private async Task<AccessToken> AskAsync(CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = options.ClientId,
            ["client_secret"] = options.ClientSecret,
        };
        if (options.Scope is not null)
        {
            fields["scope"] = options.Scope;
        }

        try
        {
            using var content = new FormUrlEncodedContent(fields);
            using var answer = await http.PostAsync(options.TokenUrl, content, cancellationToken);
            return Read(answer, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refusal($"did not answer within {http.Timeout.TotalSeconds:0} seconds.");
        }
        catch (HttpRequestException e)
        {
            throw Refusal($"could not be spoken to: {SmtpReplies.OneLine(e.GetBaseException().Message)}", e);
        }
    }

    private AccessToken Read(HttpResponseMessage answer, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (answer.IsSuccessStatusCode && Text(json, "access_token") is { Length: > 0 } token)
            {
                var lifetime = Lifetime(json);
                var margin = lifetime / 10 < LongestMargin ? lifetime / 10 : LongestMargin;
                return new AccessToken(token, time.GetUtcNow() + lifetime - margin);
            }

            if (Text(json, "error") is { } error)
            {
                throw Refusal($"refused: {SmtpReplies.OneLine($"{error} {Text(json, "error_description")}").TrimEnd()}");
            }
        }
        catch (JsonException)
        {
            // Told below: not an answer in the protocol's form.
        }

        throw Refusal($"answered {(int)answer.StatusCode} without a token.");
    }

    // Some services write the number as text.
    private static TimeSpan Lifetime(JsonDocument json)
    {
        var text = Find(json, "expires_in") is { ValueKind: JsonValueKind.Number or JsonValueKind.String } said ? said.ToString() : null;
        var seconds = double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : LifetimeUnlessSaid.TotalSeconds;
        return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestLifetime.TotalSeconds));
    }

    private static string? Text(JsonDocument json, string name) =>
        Find(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? Find(JsonDocument json, string name) =>
        json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value) ? value : null;

    private MailRefusedException Refusal(string what, Exception? inner = null) =>
        new(null, $"The token service {options.TokenUrl.Host} {what}", permanent: false, inner);
}
