using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.SignIn;

public sealed class SignInModel(IMediator mediator, VenueReader venues, Sessions sessions, KnownBrowsers browsers) : PageModel
{
    [BindProperty]
    public string Email { get; set; } = "";

    [BindProperty]
    public string Password { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    /// <summary>Whether a session ended here because of wrong passwords.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Ended { get; set; }

    public Venue Venue { get; private set; } = null!;

    public string? Refused { get; private set; }

    /// <summary>Whether the sign-in leads to the Partner Companies interface.</summary>
    public bool ForPartners => ReturnUrl?.StartsWith("/partner-companies", StringComparison.Ordinal) is true;

    /// <summary>What for, where that is known from the kind of address alone: whatever a link names, it is said alike.</summary>
    public string Purpose => ForPartners ? "Sign in to see your reports"
        : ReturnUrl?.StartsWith("/collect/", StringComparison.Ordinal) is true ? "Sign in to collect the file you were e-mailed"
        : "Sign in";

    private string Next => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (User.Identity!.IsAuthenticated)
        {
            return this.GoTo(Next);
        }

        Venue = await venues.ReadAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var outcome = await mediator.Send(
            new SignInWithPassword(Email, Password, browsers.Read(Request), HttpContext.Actor()), cancellationToken);
        if (outcome is SignInOutcome.CodeNext next)
        {
            await sessions.BeginSecondStepAsync(HttpContext, next.UserId, cancellationToken);
            return this.GoTo("/sign-in/code" + QueryString.Create("returnUrl", Next));
        }

        if (outcome is SignInOutcome.Done done)
        {
            await sessions.BeginAsync(HttpContext, done.UserId, cancellationToken);
            return this.GoTo(Next);
        }

        Venue = await venues.ReadAsync(cancellationToken);
        Password = "";
        Refused = outcome switch
        {
            SignInOutcome.Closed => SignInWords.Closed,
            SignInOutcome.Busy => SignInWords.Busy,
            _ => "That e-mail address and password do not go together, or the account cannot be used. After several wrong passwords you "
                + "can try again in 15 minutes only.",
        };
        Response.StatusCode = outcome is SignInOutcome.Refused
            ? StatusCodes.Status422UnprocessableEntity
            : StatusCodes.Status429TooManyRequests;
        return Page();
    }
}
