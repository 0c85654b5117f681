using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NodaTime;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace CustomerListSchedules.Infrastructure.Dotdigital.Calls;

/// <summary>Makes a call: waits for its turn in the budget, gives up after the time-out, and tries again what may be tried again.</summary>
internal sealed class DotdigitalCaller(
    RateBudget budget, DotdigitalOptions options, DotdigitalConnections connections, IClock clock, IHttpContextAccessor http,
    ILogger<DotdigitalCaller> logger)
{
    // Somebody who waits at a page is told sooner; a mailing has time for the next minute's calls.
    private readonly Manner atPage = new(
        Duration.FromSeconds(4), Retries(options, 1), TimeSpan.FromSeconds(Math.Min(20, options.Timeout.TotalSeconds)), Spare: false);
    private readonly Manner inBackground = new(Duration.FromSeconds(70), Retries(options, 3), options.Timeout, Spare: true);

    private sealed record Manner(Duration Patience, ResiliencePipeline Retry, TimeSpan Timeout, bool Spare)
    {
        public ResiliencePipeline Limit { get; } = new ResiliencePipelineBuilder().AddTimeout(new TimeoutStrategyOptions
        {
            Timeout = Timeout,
        }).Build();
    }

    /// <param name="Status">The answer's status; 0 when there was none.</param>
    /// <param name="Tier">The tier that the answer named.</param>
    /// <param name="Limit">That tier's calls a minute.</param>
    private readonly record struct Seen(int Status, string? Tier, int? Limit);

    /// <exception cref="DotdigitalException">It was refused, or there was no answer.</exception>
    public async Task<T> CallAsync<T>(
        DotdigitalCredentials credentials, DotdigitalCall call, Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        var manner = http.HttpContext is null ? inBackground : atPage;
        return await manner.Retry.ExecuteAsync(
            async token =>
            {
                var turn = await TakeTurnAsync(credentials.User, call.Name, manner, token);
                return await AttemptAsync(credentials, call, read, turn, manner, token);
            },
            cancellationToken);
    }

    private async Task<long> TakeTurnAsync(string user, string call, Manner manner, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var turn = await budget.TakeAsync(user, call, manner.Spare, cancellationToken);
            if (turn.Wait == Duration.Zero)
            {
                return turn.Id;
            }

            if (Duration.FromTimeSpan(Stopwatch.GetElapsedTime(started)) + turn.Wait > manner.Patience)
            {
                throw new DotdigitalException(
                    DotdigitalReason.OverLimit, DotdigitalWords.OverLimit, retryAt: clock.GetCurrentInstant() + turn.Wait);
            }

            // Other calls end, and what is waited for may come sooner.
            await Task.Delay(Duration.Min(turn.Wait, Duration.FromSeconds(1)).ToTimeSpan(), cancellationToken);
        }
    }

    private async Task<T> AttemptAsync<T>(
        DotdigitalCredentials credentials, DotdigitalCall call, Func<HttpResponseMessage, CancellationToken, Task<T>> read, long turn,
        Manner manner,
        CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var seen = default(Seen);
        try
        {
            return await manner.Limit.ExecuteAsync(
                async token =>
                {
                    using var request = Request(credentials, call);
                    using var answer = await connections.For(call).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
                    seen = new Seen((int)answer.StatusCode, DotdigitalErrors.Tier(answer), DotdigitalErrors.Limit(answer));
                    return answer.IsSuccessStatusCode
                        ? await read(answer, token)
                        : throw await RefusedAsync(credentials.User, call, answer, seen, token);
                },
                cancellationToken);
        }
        catch (TimeoutRejectedException e)
        {
            throw Failed(call, DotdigitalWords.NoAnswer, call.Changes, e);
        }
        catch (HttpRequestException e)
        {
            throw e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
                ? Failed(call, DotdigitalWords.NotReached, false, e)
                : Failed(call, DotdigitalWords.CutOff, call.Changes, e);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw Failed(call, DotdigitalWords.CutOff, call.Changes, e);
        }
        finally
        {
            await budget.EndAsync(credentials.User, call.Name, turn, seen.Tier, seen.Limit);
            logger.LogDebug(
                "Dotdigital {Call} answered {Status} after {Milliseconds} ms", call.Name, seen.Status,
                (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    private static HttpRequestMessage Request(DotdigitalCredentials credentials, DotdigitalCall call) =>
        new(call.Method, new Uri(credentials.Address.OriginalString.TrimEnd('/') + call.Path))
        {
            Content = call.Content?.Invoke(),
            Headers =
            {
                Authorization = new AuthenticationHeaderValue(
                    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}"))),
            },
        };

    private async Task<DotdigitalException> RefusedAsync(
        string user, DotdigitalCall call, HttpResponseMessage answer, Seen seen, CancellationToken cancellationToken)
    {
        var refusal = await DotdigitalErrors.ReadAsync(answer, call, cancellationToken);
        logger.LogWarning("Dotdigital {Call} was refused: {Status} {Code}", call.Name, seen.Status, refusal.Code);
        var wait = refusal.Hourly ? Duration.FromTimeSpan(options.Pause) : refusal.Wait;
        if (refusal.Pauses)
        {
            await budget.PauseAsync(user, refusal.Hourly ? "" : seen.Tier ?? "", wait);
        }

        var unknown = call.Changes && refusal.Reason == DotdigitalReason.Unreachable && seen.Status is >= 500 or 408;
        return new DotdigitalException(
            refusal.Reason, DotdigitalWords.Of(refusal.Reason, seen.Status, refusal.Code), unknown,
            refusal.Reason == DotdigitalReason.OverLimit ? clock.GetCurrentInstant() + wait : null)
        {
            Code = refusal.Code,
            RetryNow = refusal.Reason == DotdigitalReason.OverLimit
                || (refusal.Reason == DotdigitalReason.Unreachable && (!unknown || call.Repeatable)),
            RetryAfter = refusal.Reason != DotdigitalReason.OverLimit ? null : refusal.Pauses ? TimeSpan.Zero : wait.ToTimeSpan(),
        };
    }

    private DotdigitalException Failed(DotdigitalCall call, string words, bool unknown, Exception cause)
    {
        logger.LogWarning(
            "Dotdigital {Call} failed: {Cause}{Unknown}", call.Name, cause.GetType().Name, unknown ? ", its outcome is unknown" : "");
        return new DotdigitalException(
            DotdigitalReason.Unreachable, words, unknown, inner: cause)
        { RetryNow = !unknown || call.Repeatable };
    }

    private static ResiliencePipeline Retries(DotdigitalOptions options, int most) =>
        new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = most,
            ShouldHandle = new PredicateBuilder().Handle<DotdigitalException>(e => e.RetryNow),
            DelayGenerator = failed => ValueTask.FromResult<TimeSpan?>(
                (failed.Outcome.Exception as DotdigitalException)?.RetryAfter ?? options.Retry * Math.Pow(4, failed.AttemptNumber)),
        }).Build();
}
