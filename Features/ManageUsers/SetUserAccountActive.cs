using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Identity;
using NodaTime;

namespace CustomerListSchedules.Features.ManageUsers;

/// <summary>Deactivates an account, which ends its sessions at once everywhere, or reactivates it.</summary>
public sealed record SetUserAccountActive(AccountScope Scope, Guid Id, bool Active, Actor Actor) : IRequest<AccountResult?>;

internal sealed class SetUserAccountActiveHandler(AccountChange accounts, UserManager<User> users, AuditLog audit, IClock clock)
    : IRequestHandler<SetUserAccountActive, AccountResult?>
{
    public Task<AccountResult?> Handle(SetUserAccountActive request, CancellationToken cancellationToken) => accounts.RunAsync(
        async connection =>
        {
            if (await accounts.FindAsync(connection, request.Scope, request.Id, cancellationToken) is not { } user)
            {
                return null;
            }

            if (!request.Active && user.Id == request.Actor.UserId)
            {
                return new AccountResult.Refused("", "You cannot deactivate your own account.");
            }

            if (!request.Active && await AccountChange.IsLastAdministratorAsync(connection, request.Id, cancellationToken))
            {
                return new AccountResult.Refused("", "This is the last administrator. Make somebody else an administrator first.");
            }

            if (request.Active == (user.DeactivatedAt is null))
            {
                return new AccountResult.Done();
            }

            user.DeactivatedAt = request.Active ? null : clock.GetCurrentInstant().ToDateTimeOffset();
            // A new stamp: sessions from before stay ended when the account is reactivated.
            var updated = await users.UpdateSecurityStampAsync(user);
            if (!updated.Succeeded)
            {
                return AccountChange.Refused(updated);
            }

            await audit.WriteAsync(
                connection, request.Actor, request.Active ? "account.reactivated" : "account.deactivated", "account", user.Id,
                new { user.Email }, cancellationToken);
            return new AccountResult.Done();
        },
        cancellationToken);
}
