using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.SignIn;

/// <summary>
/// A page whose form asks for the password of whoever acts, unless it was given in this session within 5 minutes; the field is
/// <c>_PresentPassword</c>.
/// </summary>
public abstract class ConfirmedPage(IMediator mediator) : PageModel
{
    private bool? asks;

    [BindProperty, Secret]
    public string Present { get; set; } = "";

    /// <summary>Whether the form has the field.</summary>
    public bool AsksPassword => asks ?? !User.HasGivenPassword();

    /// <summary>What stands below the field.</summary>
    public virtual string? PasswordHint => null;

    protected IMediator Mediator => mediator;

    /// <summary>Asks; a wrong password is told beside its field, and nothing else of the form is lost.</summary>
    protected async Task<PasswordAnswer> AskPasswordAsync(string forWhat, CancellationToken cancellationToken)
    {
        var answer = await mediator.Send(
            new ConfirmPassword(User.UserId()!.Value, User.SessionId()!.Value, Present, forWhat, HttpContext.Actor()), cancellationToken);
        asks = answer is not PasswordAnswer.Given;
        if (answer is PasswordAnswer.Wrong or PasswordAnswer.Busy)
        {
            RefusePassword(answer is PasswordAnswer.Wrong ? "That is not your password." : SignInWords.Busy);
        }

        return answer;
    }

    /// <summary>Makes a change that takes the password, or shows the form again.</summary>
    protected async Task<IActionResult> ConfirmedAsync(
        string forWhat, Func<PasswordAnswer.Given, Task<IActionResult>> change, Func<Task<IActionResult>> again,
        CancellationToken cancellationToken)
    {
        switch (await AskPasswordAsync(forWhat, cancellationToken))
        {
            case PasswordAnswer.Given given:
                return await change(given);
            case PasswordAnswer.SessionEnded:
                return await LeaveAsync();
            case PasswordAnswer.NotTyped:
                RefusePassword("Enter your password.");
                break;
        }

        return await again();
    }

    protected void RefusePassword(string why)
    {
        asks = true;
        ModelState.AddModelError(nameof(Present), why);
    }

    /// <summary>The page again, as what was refused.</summary>
    protected Task<IActionResult> AgainAsync()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Task.FromResult<IActionResult>(Page());
    }

    /// <summary>After too many wrong passwords: to the sign-in, which says so.</summary>
    protected async Task<IActionResult> LeaveAsync()
    {
        await HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        return this.GoTo("/sign-in?ended=true");
    }
}
