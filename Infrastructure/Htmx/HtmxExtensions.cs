using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Infrastructure.Htmx;

/// <summary>
/// What a page answers, to htmx and to a browser without scripts. The headers and their names are the Htmx package's. It was made for
/// htmx 2: of htmx 4's requests it does not know HX-Source and HX-Request-Type, and what it calls the prompt and the trigger is never
/// there.
/// </summary>
public static class HtmxExtensions
{
    /// <summary>Goes to another page: by <c>HX-Redirect</c> for htmx, by a 303 otherwise.</summary>
    public static IActionResult GoTo(this PageModel page, string url)
    {
        page.Response.GoTo(url);
        return new EmptyResult();
    }

    /// <summary>The same outside a page.</summary>
    public static void GoTo(this HttpResponse response, string url)
    {
        url = ForHeader(url);
        if (response.HttpContext.Request.IsHtmx())
        {
            response.Htmx(headers => headers.Redirect(url));
            response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            response.Headers.Location = url;
            response.StatusCode = StatusCodes.Status303SeeOther;
        }
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
