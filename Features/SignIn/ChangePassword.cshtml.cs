using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.SignIn;

public sealed class ChangePasswordModel(IMediator mediator, Sessions sessions) : ConfirmedPage(mediator)
{
    [BindProperty]
    public string Password { get; set; } = "";

    [BindProperty]
    public string Again { get; set; } = "";

    [BindProperty(SupportsGet = true, Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    public bool Forced => User.MustChangePassword();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (Again != Password)
        {
            ModelState.AddModelError(nameof(Again), "The two new passwords differ.");
            return await AgainAsync();
        }

        var userId = User.UserId()!.Value;
        var result = await Mediator.Send(
            new ChangeOwnPassword(userId, User.SessionId()!.Value, Present, Password, HttpContext.Actor()), cancellationToken);
        if (result is ChangeOwnPasswordResult.SessionEnded)
        {
            return await LeaveAsync();
        }

        if (result is ChangeOwnPasswordResult.Refused refused)
        {
            ModelState.AddModelError(refused.Field, refused.Why);
            return await AgainAsync();
        }

        await sessions.RenewAsync(HttpContext, cancellationToken);
        this.Notify("Your password is changed, and your other sessions have ended.");
        return this.GoTo(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/account");
    }
}
