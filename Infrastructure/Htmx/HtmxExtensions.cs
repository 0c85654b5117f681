using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Infrastructure.Htmx;

/// <summary>What a page needs of htmx 4's headers.</summary>
public static class HtmxExtensions
{
    public static bool IsHtmx(this HttpRequest request) => request.Headers["HX-Request"] == "true";

    /// <summary>Goes to another page: by <c>HX-Redirect</c> for htmx, by a 303 otherwise.</summary>
    public static IActionResult GoTo(this PageModel page, string url)
    {
        url = ForHeader(url);
        if (!page.Request.IsHtmx())
        {
            page.Response.Headers.Location = url;
            return new StatusCodeResult(StatusCodes.Status303SeeOther);
        }

        page.Response.Headers["HX-Redirect"] = url;
        return new StatusCodeResult(StatusCodes.Status204NoContent);
    }

    // A header holds ASCII; anything else in a URL is percent-encoded UTF-8 (RFC 3986, 2.5).
    private static string ForHeader(string url) => url.All(letter => letter is > ' ' and < '\u007F')
        ? url
        : string.Concat(Encoding.UTF8.GetBytes(url).Select(part => part is > 0x20 and < 0x7F ? ((char)part).ToString() : $"%{part:X2}"));

    /// <summary>The partial alone for htmx, the whole page otherwise.</summary>
    public static IActionResult Fragment(this PageModel page, string partial, object model) =>
        page.Request.IsHtmx() ? page.Partial(partial, model) : page.Page();

    /// <summary>The form again with its messages, as 422: the partial alone for htmx, the whole page otherwise.</summary>
    public static IActionResult Invalid(this PageModel page, string partial, object model)
    {
        page.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return page.Fragment(partial, model);
    }
}
