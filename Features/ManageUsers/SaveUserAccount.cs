using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CustomerListSchedules.Features.ManageUsers;

/// <summary>Changes an account's name, address and roles; they count from its next request.</summary>
public sealed record SaveUserAccount(Guid Id, string Version, string Name, string Email, IReadOnlyList<string> Roles, Actor Actor)
    : IRequest<AccountResult>;

internal sealed class SaveUserAccountValidator : AbstractValidator<SaveUserAccount>
{
    public SaveUserAccountValidator()
    {
        RuleFor(account => account.Name).UserAccountName();
        RuleFor(account => account.Email).UserAccountEmail();
        RuleFor(account => account.Roles).UserAccountRoles();
    }
}

internal sealed class SaveUserAccountHandler(AccountChange accounts, UserManager<User> users, AuditLog audit)
    : IRequestHandler<SaveUserAccount, AccountResult>
{
    public Task<AccountResult> Handle(SaveUserAccount request, CancellationToken cancellationToken) => accounts.RunAsync(
        async connection =>
        {
            var (user, refusal) = await accounts.FindAsync(connection, AccountScope.Everyone, request.Id, request.Version, cancellationToken);
            if (refusal is not null)
            {
                return refusal;
            }

            var before = new { user!.Name, user.Email, Roles = (await users.GetRolesAsync(user)).Order().ToArray() };
            if (!request.Roles.Contains(Roles.Administrator) && await AccountChange.IsLastAdministratorAsync(connection, request.Id, cancellationToken))
            {
                return AccountResult.Refused(nameof(request.Roles), "This is the last administrator. Make somebody else an administrator first.");
            }

            user.Name = request.Name.Trim();
            user.Email = user.UserName = request.Email.Trim();
            var updated = await users.UpdateAsync(user);
            if (!updated.Succeeded)
            {
                return AccountChange.Refused(updated);
            }

            await users.RemoveFromRolesAsync(user, before.Roles.Except(request.Roles));
            await users.AddToRolesAsync(user, request.Roles.Except(before.Roles));
            await audit.WriteAsync(connection, request.Actor, "account.changed", "account", user.Id,
                new { before, after = new { user.Name, user.Email, Roles = request.Roles.Order().ToArray() } }, cancellationToken);
            return new AccountResult(user.Id);
        },
        cancellationToken);
}
