using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

/// <summary>Between the password and the session; nobody comes here without the former.</summary>
public sealed class CodeModel(IMediator mediator, VenueReader venues, Sessions sessions, KnownBrowsers browsers) : PageModel
{
    [BindProperty]
    public string Typed { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public bool Recovery { get; set; }

    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    public Venue Venue { get; private set; } = null!;

    public string? Refused { get; private set; }

    public string Next => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/";

    private string StartAgain => "/sign-in" + (Next == "/" ? "" : QueryString.Create("returnUrl", Next).Value);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (User.Identity!.IsAuthenticated)
        {
            return this.GoTo(Next);
        }

        Venue = await venues.ReadAsync(cancellationToken);
        return await sessions.FindSecondStepAsync(HttpContext, cancellationToken) is null ? this.GoTo(StartAgain) : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await sessions.FindSecondStepAsync(HttpContext, cancellationToken) is not { } userId)
        {
            return this.GoTo(StartAgain);
        }

        var outcome = await mediator.Send(
            new SignInWithCode(userId, Typed, Recovery, browsers.Read(Request), HttpContext.Actor()), cancellationToken);
        if (outcome is CodeOutcome.Done done)
        {
            await sessions.BeginAsync(HttpContext, userId, cancellationToken);
            return Welcome(done);
        }

        Venue = await venues.ReadAsync(cancellationToken);
        Refused = Why(outcome);
        Response.StatusCode = outcome is CodeOutcome.Closed
            ? StatusCodes.Status429TooManyRequests
            : StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private IActionResult Welcome(CodeOutcome.Done outcome)
    {
        if (outcome.AppLost)
        {
            this.Notify(
                "Your app's codes cannot be checked any more, because the application's protection keys were lost. Set the app up again.",
                "bad");
            return this.GoTo("/account/two-step");
        }

        if (outcome.CodesLeft is { } left)
        {
            this.Notify(
                $"That recovery code is used up; {left} {(left == 1 ? "is" : "are")} left. Under My Account you can make new ones, or "
                + $"set up another app.",
                "warn");
        }

        return this.GoTo(Next);
    }

    private string Why(CodeOutcome outcome) => outcome switch
    {
        CodeOutcome.Closed => SignInWords.Closed,
        CodeOutcome.KeyLost =>
            "Codes of the app cannot be checked any more, because the application's protection keys were lost. Use a recovery code, or "
            + "ask an administrator to reset your two-step sign-in.",
        _ when Recovery =>
            "That is none of your recovery codes, or it was used already. After several wrong ones you can try again in 15 minutes only.",
        _ =>
            "That is not the code that the app shows now, or it was used already. After several wrong ones you can try again in 15 "
            + "minutes only.",
    };
}
