using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

public sealed class TurnOffModel(IMediator mediator, Sessions sessions) : PageModel
{
    [BindProperty]
    public string Present { get; set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await mediator.Send(new GetTwoStep(User.UserId()!.Value), cancellationToken) is { IsOn: true, Required: false }
            ? Page()
            : this.GoTo("/account/two-step");

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var userId = User.UserId()!.Value;
        var change = await mediator.Send(new TurnOffTwoStep(userId, Present, HttpContext.Actor()), cancellationToken);
        if (change is TwoStepChange.Refused refused)
        {
            ModelState.AddModelError(refused.Field, refused.Why);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        await sessions.RenewAsync(HttpContext, cancellationToken);
        this.Notify("Two-step sign-in is off. Your other sessions have ended.");
        return this.GoTo("/account");
    }
}
