using System.Security.Claims;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.SignIn.TwoStep;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CustomerListSchedules.Features.SignIn;

public sealed class AccountModel(IMediator mediator) : PageModel
{
    public IEnumerable<string> RoleNames => User.FindAll(ClaimTypes.Role).Select(claim => claim.Value).Order();

    /// <summary>How the account stands with two-step sign-in; null where that is not for it.</summary>
    public TwoStepState? TwoStep { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        if (Roles.Staff.Any(User.IsInRole))
        {
            TwoStep = await mediator.Send(new GetTwoStep(User.UserId()!.Value), cancellationToken);
        }
    }
}
