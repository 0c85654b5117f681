using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.SignIn;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CustomerListSchedules.Features.ManageUsers;

/// <summary>Changes an account's name, address and roles; they count from its next request.</summary>
/// <param name="Present">The password of whoever changes it: taken where the address or the roles change.</param>
public sealed record SaveUserAccount(
    Guid Id, string Version, string Name, string Email, IReadOnlyList<string> Roles, PasswordAnswer Present, Actor Actor)
    : IRequest<AccountResult?>;

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
    : IRequestHandler<SaveUserAccount, AccountResult?>
{
    // Who had a second step as staff once, and signed in without it since, signs in anew with it.
    private const string EndSessionsWithoutSecondStepSql =
        "update users set security_stamp = gen_random_uuid()::text where id = @Id and exists (select from authenticators "
        + "where user_id = @Id)";

    public Task<AccountResult?> Handle(SaveUserAccount request, CancellationToken cancellationToken) => accounts.RunAsync(
        async connection =>
        {
            if (await accounts.FindAsync(connection, AccountScope.Everyone, request.Id, cancellationToken) is not { } user)
            {
                return null;
            }

            if (request.Version != user.ConcurrencyStamp)
            {
                return AccountChange.ChangedMeanwhile;
            }

            var before = new { user.Name, user.Email, Roles = (await users.GetRolesAsync(user)).Order().ToArray() };
            if (request.Present is not PasswordAnswer.Given
                && (request.Email.Trim() != before.Email || !before.Roles.ToHashSet().SetEquals(request.Roles)))
            {
                return new AccountResult.Refused(nameof(request.Present), "Enter your password to change the address or the roles.");
            }

            if (!request.Roles.Contains(Roles.Administrator)
                && await AccountChange.IsLastAdministratorAsync(connection, request.Id, cancellationToken))
            {
                return new AccountResult.Refused(
                    nameof(request.Roles), "This is the last administrator. Make somebody else an administrator first.");
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
            if (!before.Roles.Any(Roles.Staff.Contains) && request.Roles.Any(Roles.Staff.Contains))
            {
                await connection.RunAsync(EndSessionsWithoutSecondStepSql, new { request.Id }, cancellationToken);
            }

            await audit.WriteAsync(connection, request.Actor, "account.changed", "account", user.Id,
                new { before, after = new { user.Name, user.Email, Roles = request.Roles.Order().ToArray() } }, cancellationToken);
            return new AccountResult.Done();
        },
        cancellationToken);
}
