using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Infrastructure.Web;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.Shared.Status;

/// <summary>An answer without a body of its own, in words. It gives nothing away: one page for "unknown" and "not yours".</summary>
[IgnoreAntiforgeryToken]
public sealed class StatusModel(VenueReader venues) : PageModel
{
    [BindProperty(SupportsGet = true), FromRoute]
    public int Code { get; set; }

    public Venue? Venue { get; private set; }

    /// <summary>A refused form, to be sent again.</summary>
    public FormAgain? Form { get; private set; }

    /// <summary>Where a refused form that cannot be kept came from.</summary>
    public string? FormPage { get; private set; }

    public bool InNavigation => User.Identity!.IsAuthenticated && !User.IsHeld();

    public (string Title, string Text) Words => Code switch
    {
        400 when HttpContext.AntiforgeryFailed() && Form is not null =>
            ("Please save again", "This form was opened before you signed in, or under another sign-in. Nothing is lost: everything that "
                + "you typed is kept in this page."),
        400 when HttpContext.AntiforgeryFailed() =>
            ("Please open the page again", "This form was opened before you signed in, under another sign-in, or without cookies. Open "
                + "it again and fill it in once more."),
        400 => ("That could not be understood", "The address or the form is not complete. Go back and try again."),
        401 when Form is not null =>
            ("You are no longer signed in", "Sign in in a new tab, then save again. Nothing is lost: everything that you typed is kept "
                + "in this page."),
        401 => ("You are no longer signed in", "Sign in, open the page again and fill in the form once more."),
        403 => ("Not for this account", "Your account is not allowed to open this page."),
        404 =>
            ("There is nothing here", "The address is wrong, what it led to is gone, or it is not for this account. Check the link, or "
                + "ask whoever sent it to you."),
        413 => ("Too large", "What you sent is larger than the application accepts."),
        429 => ("Too many attempts", "Wait a minute, then try again."),
        _ => ("That did not work", "The application could not answer this. Go back and try again."),
    };

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostAsync() => ShowAsync();

    private async Task<IActionResult> ShowAsync()
    {
        if (HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not { } original)
        {
            return NotFound();
        }

        if (Request.IsHtmx())
        {
            // site.js has the words for it.
            return new EmptyResult();
        }

        if (Code == 401 || (Code == 400 && HttpContext.AntiforgeryFailed()))
        {
            Form = await FormAgain.OfAsync(HttpContext, newToken: Code == 400);
            FormPage = original.OriginalPath;
        }

        Venue = await venues.ReadAsync(HttpContext.RequestAborted);
        return Page();
    }
}
