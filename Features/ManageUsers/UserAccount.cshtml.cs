using CustomerListSchedules.Features.ReviewAccess;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Htmx;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.ManageUsers;

public sealed class UserAccountModel(IMediator mediator) : UserAccountForm
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>What the account's address receives and may run.</summary>
    public AddressAccess? Access { get; private set; }

    public override string ListUrl => "/settings/user-accounts";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return NotFound();
        }

        (Name, Email, Version) = (Account!.Name, Account.Email, Account.Version);
        Roles = [.. Account.Roles];
        Access = await mediator.Send(new GetAccessOfAddress(Account.Email), cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken)
            ? await SaveAsync(
                () => mediator.Send(new SaveUserAccount(Id, Version, Name, Email, Roles, HttpContext.Actor()), cancellationToken),
                $"The account of {Name.Trim()} is saved.")
            : NotFound();

    public async Task<IActionResult> OnPostActiveAsync(bool? active, CancellationToken cancellationToken)
    {
        if (active is not { } wanted)
        {
            return BadRequest();
        }

        var result = await mediator.Send(new SetUserAccountActive(AccountScope.Everyone, Id, wanted, HttpContext.Actor()), cancellationToken);
        if (result.IsNotFound)
        {
            return NotFound();
        }

        this.Notify(result.Why ?? (wanted ? "The account is active again." : "The account is deactivated, and its sessions have ended."), result.Why is null ? "good" : "bad");
        return this.GoTo($"/settings/user-accounts/{Id}");
    }

    public async Task<IActionResult> OnPostResetTwoStepAsync(CancellationToken cancellationToken)
    {
        var result = await mediator.Send(new ResetTwoStep(Id, HttpContext.Actor()), cancellationToken);
        if (result.IsNotFound)
        {
            return NotFound();
        }

        this.Notify(result.Why ?? "The two-step sign-in is reset, and the sessions have ended.", result.Why is null ? "good" : "bad");
        return this.GoTo($"/settings/user-accounts/{Id}");
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        Account = await mediator.Send(new GetUserAccount(AccountScope.Everyone, Id), cancellationToken);
        return Account is not null;
    }
}
