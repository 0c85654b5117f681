using CustomerListSchedules.Infrastructure.Email;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.Sandbox;

/// <summary>The HTML part by itself, for the frame: it may have its own styles and nothing else, and its links leave the frame.</summary>
[AllowAnonymous]
public sealed class MailHtmlModel(PickupMailer mailer) : PageModel
{
    private const string ContentSecurityPolicy =
        "sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
        + "base-uri 'none'";

    public IActionResult OnGet([FromRoute] string name)
    {
        if (mailer.Find(name) is not { } mail)
        {
            return NotFound();
        }

        Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        Response.Headers.XFrameOptions = "SAMEORIGIN";
        return Content(
            mail.Mail.Html.Replace("<head>", "<head><base target=\"_top\">", StringComparison.OrdinalIgnoreCase),
            "text/html; charset=utf-8");
    }
}
