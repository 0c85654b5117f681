using CustomerListSchedules.Features.ManageUsers.Partners;
using CustomerListSchedules.Features.ManageUsers.Staff;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.SignIn;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using NodaTime;

namespace CustomerListSchedules.Features.ManageUsers;

/// <summary>Makes an account with a password that is told in person and must be changed at the first sign-in.</summary>
/// <param name="Password">The new account's.</param>
/// <param name="Present">The password of whoever adds it: taken for an account that has a role of staff.</param>
public sealed record AddUserAccount(
    AccountScope Scope, string Name, string Email, string Password, IReadOnlyList<string> Roles, PasswordAnswer Present, Actor Actor)
    : IRequest<AccountResult?>
{
    /// <summary>Of a partner: whose account it is; empty where nobody says.</summary>
    public string Company { get; init; } = "";
}

internal sealed class AddUserAccountValidator : AbstractValidator<AddUserAccount>
{
    public AddUserAccountValidator()
    {
        RuleFor(account => account.Name).UserAccountName();
        RuleFor(account => account.Email).UserAccountEmail();
        RuleFor(account => account.Company).UserAccountCompany();
        RuleFor(account => account.Roles).UserAccountRoles();
        RuleFor(account => account.Password).NotEmpty().WithMessage("Enter a password.");
    }
}

internal sealed class AddUserAccountHandler(AccountChange accounts, UserManager<User> users, AuditLog audit, IClock clock)
    : IRequestHandler<AddUserAccount, AccountResult?>
{
    public Task<AccountResult?> Handle(AddUserAccount request, CancellationToken cancellationToken) => accounts.RunAsync(
        async connection =>
        {
            var roles = request.Scope == AccountScope.CollectReportOnly ? [Shared.Roles.CollectReport] : request.Roles;
            if (roles.Any(Shared.Roles.Staff.Contains) && request.Present is not PasswordAnswer.Given)
            {
                return new AccountResult.Refused(nameof(request.Present), "Enter your password to add somebody of staff.");
            }

            var user = new User
            {
                Id = Guid.CreateVersion7(), Name = request.Name.Trim(), Email = request.Email.Trim(), UserName = request.Email.Trim(),
                Company = await Companies.SpellAsync(connection, request.Company, except: null, cancellationToken),
                EmailConfirmed = true, MustChangePassword = true, CreatedAt = clock.GetCurrentInstant().ToDateTimeOffset(),
            };
            var created = await users.CreateAsync(user, request.Password);
            if (!created.Succeeded)
            {
                return AccountChange.Refused(created);
            }

            await users.AddToRolesAsync(user, roles);
            await audit.WriteAsync(
                connection, request.Actor, "account.created", "account", user.Id, new { user.Name, user.Email, user.Company, roles },
                cancellationToken);
            return new AccountResult.Done();
        },
        cancellationToken);
}
