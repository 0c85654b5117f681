using CustomerListSchedules.Features.SignIn;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CustomerListSchedules.Features.ManageUsers.Partners;

/// <summary>
/// Corrects the name, the company and the address of an account whose only role is Collect Report. Another address ends its sessions.
/// </summary>
/// <param name="Company">Whose account it is; empty where nobody says.</param>
/// <param name="Present">The password of whoever changes it: taken where the address changes.</param>
public sealed record SavePartner(
    Guid Id, string Version, string Name, string Company, string Email, PasswordAnswer Present, Actor Actor)
    : IRequest<AccountResult?>;

internal sealed class SavePartnerValidator : AbstractValidator<SavePartner>
{
    public SavePartnerValidator()
    {
        RuleFor(account => account.Name).UserAccountName();
        RuleFor(account => account.Company).UserAccountCompany();
        RuleFor(account => account.Email).UserAccountEmail();
    }
}

internal sealed class SavePartnerHandler(AccountChange accounts, UserManager<User> users, AuditLog audit)
    : IRequestHandler<SavePartner, AccountResult?>
{
    public Task<AccountResult?> Handle(SavePartner request, CancellationToken cancellationToken) => accounts.RunAsync(
        async connection =>
        {
            if (await accounts.FindAsync(connection, AccountScope.CollectReportOnly, request.Id, cancellationToken) is not { } user)
            {
                return null;
            }

            if (request.Version != user.ConcurrencyStamp)
            {
                return AccountChange.ChangedMeanwhile;
            }

            var before = new { user.Name, user.Company, user.Email };
            var moves = request.Email.Trim() != before.Email;
            if (moves && request.Present is not PasswordAnswer.Given)
            {
                return new AccountResult.Refused(nameof(request.Present), "Enter your password to change the address.");
            }

            user.Name = request.Name.Trim();
            user.Company = await Companies.SpellAsync(connection, request.Company, user.Id, cancellationToken);
            user.Email = user.UserName = request.Email.Trim();
            var updated = await users.UpdateAsync(user);
            if (updated.Succeeded && moves)
            {
                updated = await users.UpdateSecurityStampAsync(user);
            }

            if (!updated.Succeeded)
            {
                return AccountChange.Refused(updated);
            }

            await audit.WriteAsync(
                connection, request.Actor, "account.changed", "account", user.Id,
                new { before, after = new { user.Name, user.Company, user.Email } }, cancellationToken);
            return new AccountResult.Done();
        },
        cancellationToken);
}
