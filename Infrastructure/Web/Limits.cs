using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>What one visitor may take of the server. Pages that take files raise the size for themselves.</summary>
public static class Limits
{
    /// <summary>For requests and jobs under way to end when the application is told to stop.</summary>
    public static readonly TimeSpan ShutDown = TimeSpan.FromSeconds(30);

    public static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 2 * 1024 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
    }
}
