using CustomerListSchedules.Features.SignIn;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CustomerListSchedules.Features.ManageUsers.Staff;

/// <summary>
/// Takes a colleague's second step away, when telephone and recovery codes are lost: it ends their sessions, and they set up a new one.
/// Takes the password of whoever does it.
/// </summary>
public sealed record ResetTwoStep(Guid Id, PasswordAnswer.Given Present, Actor Actor) : IRequest<AccountResult?>;

internal sealed class ResetTwoStepHandler(
    AccountChange accounts, UserManager<User> users, AuditLog audit) : IRequestHandler<ResetTwoStep, AccountResult?>
{
    public Task<AccountResult?> Handle(ResetTwoStep request, CancellationToken cancellationToken) => accounts.RunAsync(
        async connection =>
        {
            if (await accounts.FindAsync(connection, AccountScope.Everyone, request.Id, cancellationToken) is not { } user)
            {
                return null;
            }

            // One's own needs the password: under My Account.
            if (user.Id == request.Actor.UserId)
            {
                return new AccountResult.Refused("", "Your own two-step sign-in is under My Account.");
            }

            var removed = await connection.RunAsync("delete from authenticators where user_id = @Id", new { user.Id }, cancellationToken);
            if (removed == 0)
            {
                return new AccountResult.Done();
            }

            // Wrong codes may have closed the account somewhere.
            await SignInFailures.OpenAsync(connection, user.NormalizedEmail!, cancellationToken);
            var updated = await users.UpdateSecurityStampAsync(user);
            if (!updated.Succeeded)
            {
                return AccountChange.Refused(updated);
            }

            await audit.WriteAsync(
                connection, request.Actor, "account.two_step_reset", "account", user.Id, new { user.Email }, cancellationToken);
            return new AccountResult.Done();
        },
        cancellationToken);
}
