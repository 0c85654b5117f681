using System.Security.Claims;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.SignIn.TwoStep;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;

namespace CustomerListSchedules.Features.SignIn;

public sealed class AccountModel(IMediator mediator, VenueReader venues) : PageModel
{
    public IEnumerable<string> RoleNames => User.FindAll(ClaimTypes.Role).Select(claim => claim.Value).Order();

    /// <summary>How the account stands with two-step sign-in; null where that is not for it.</summary>
    public TwoStepState? TwoStep { get; private set; }

    public IReadOnlyList<ListedSession> Sessions { get; private set; } = [];

    public DateTimeZone Zone { get; private set; } = DateTimeZone.Utc;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Sessions = await mediator.Send(new ListSessions(User.UserId()!.Value), cancellationToken);
        Zone = (await venues.ReadAsync(cancellationToken)).Zone;
        if (Roles.Staff.Any(User.IsInRole))
        {
            TwoStep = await mediator.Send(new GetTwoStep(User.UserId()!.Value), cancellationToken);
        }
    }

    /// <param name="id">The session to end: one of one's own.</param>
    public async Task<IActionResult> OnPostEndAsync(Guid id, CancellationToken cancellationToken)
    {
        var here = User.SessionId()!.Value;
        if (!await mediator.Send(new EndSession(User.UserId()!.Value, id, here, HttpContext.Actor()), cancellationToken))
        {
            return NotFound();
        }

        if (id == here)
        {
            await HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return this.GoTo("/sign-in");
        }

        this.Notify("The session is ended. Whoever used it must sign in again.");
        return this.GoTo("/account");
    }
}
