using System.Text.RegularExpressions;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.Sandbox;

[AllowAnonymous]
public sealed partial class MailShowModel(PickupMailer mailer, EmailOptions options, VenueReader venues) : PageModel
{
    /// <summary>A stretch of the text part.</summary>
    public sealed record Piece(string Text, bool IsLink);

    public PickedUpMail Picked { get; private set; } = null!;

    public IReadOnlyList<Piece> Pieces { get; private set; } = [];

    public string From => options.From;

    public DateTimeZone Zone { get; private set; } = DateTimeZone.Utc;

    public async Task<IActionResult> OnGetAsync([FromRoute] string name, CancellationToken cancellationToken)
    {
        if (mailer.Find(name) is not { } mail)
        {
            return NotFound();
        }

        Picked = mail;
        Pieces = [.. Links().Split(mail.Mail.Text).Select((text, i) => new Piece(text, i % 2 == 1))];
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        Response.Headers.ContentSecurityPolicy = SecurityHeaders.ContentSecurityPolicy + "; frame-src 'self'";
        return Page();
    }

    // The one group makes Split keep the links, at the odd places.
    [GeneratedRegex(@"(https?://[^\s<>""]+[^\s<>"".,;:!?)])")]
    private static partial Regex Links();
}
