using CustomerListSchedules.Infrastructure.Dotdigital.Calls;

namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <summary>
/// The ways to Dotdigital: no redirect is followed, nothing is logged, no cookie kept. Calls that must not be made twice get a
/// connection of their own each time, since .NET by itself repeats a request whose kept-open connection turns out to be closed.
/// </summary>
internal sealed class DotdigitalConnections : IDisposable
{
    private readonly HttpClient kept = Make(TimeSpan.FromMinutes(5));
    private readonly HttpClient fresh = Make(TimeSpan.Zero);

    public HttpClient For(DotdigitalCall call) => call.Repeatable ? kept : fresh;

    public void Dispose()
    {
        kept.Dispose();
        fresh.Dispose();
    }

    private static HttpClient Make(TimeSpan lifetime) => new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = lifetime,
            ActivityHeadersPropagator = null,
        },
        disposeHandler: true)
    {
        // Each attempt has a time-out of its own.
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "Accept", "application/json" }, { "User-Agent", "CustomerListSchedules" } },
    };
}
