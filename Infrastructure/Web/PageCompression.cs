using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>
/// Pages are compressed where the browser says that this site or the person asked for them. How long a compressed page is tells what is in
/// it to whoever can have it made with words of theirs and watches the line (BREACH): another site could, so what it asks for is sent as
/// it is, and so is what does not say who asks. Static files are compressed by the build; files of people are never looked at here.
/// </summary>
public static class PageCompression
{
    public static IServiceCollection AddPageCompression(this IServiceCollection services)
    {
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        return services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["text/html"];
        });
    }

    public static void UsePageCompression(this WebApplication app) =>
        app.UseWhen(context => AskedForHere(context.Request), pages => pages.UseResponseCompression());

    private static bool AskedForHere(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is ["same-origin" or "none"];
}
