using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CustomerListSchedules.Features.ManageUsers.Staff;

/// <summary>Signs a colleague out everywhere: all of their sessions end, and sign-ins that wait for the second step.</summary>
public sealed record EndSessionsOf(Guid Id, Actor Actor) : IRequest<AccountResult?>;

internal sealed class EndSessionsOfHandler(AccountChange accounts, UserManager<User> users, AuditLog audit)
    : IRequestHandler<EndSessionsOf, AccountResult?>
{
    public Task<AccountResult?> Handle(EndSessionsOf request, CancellationToken cancellationToken) => accounts.RunAsync(
        async connection =>
        {
            if (await accounts.FindAsync(connection, AccountScope.Everyone, request.Id, cancellationToken) is not { } user)
            {
                return null;
            }

            if (user.Id == request.Actor.UserId)
            {
                return new AccountResult.Refused("", "Your own sessions are under My Account.");
            }

            // A new stamp ends whatever began with the one before.
            var updated = await users.UpdateSecurityStampAsync(user);
            if (!updated.Succeeded)
            {
                return AccountChange.Refused(updated);
            }

            await audit.WriteAsync(
                connection, request.Actor, "account.sessions_ended", "account", user.Id, new { user.Email }, cancellationToken);
            return new AccountResult.Done();
        },
        cancellationToken);
}
