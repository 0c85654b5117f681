using CustomerListSchedules.Features.SignIn;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CustomerListSchedules.Features.ManageUsers;

/// <summary>
/// Gives an account a password that is told in person: it ends the account's sessions, opens it where wrong passwords had
/// closed it, and must be changed at the next sign-in.
/// </summary>
/// <param name="Scope">Whose accounts may be changed.</param>
/// <param name="Id">The account.</param>
/// <param name="Password">The new one.</param>
/// <param name="Given">That whoever acts has given their own password.</param>
/// <param name="Actor">Who acts.</param>
public sealed record SetPassword(
    AccountScope Scope, Guid Id, string Password, PasswordAnswer.Given Given, Actor Actor) : IRequest<AccountResult?>;

internal sealed class SetPasswordValidator : AbstractValidator<SetPassword>
{
    public SetPasswordValidator() => RuleFor(account => account.Password).NotEmpty().WithMessage("Enter a password.");
}

internal sealed class SetPasswordHandler(
    AccountChange accounts, UserManager<User> users, AuditLog audit) : IRequestHandler<SetPassword, AccountResult?>
{
    public Task<AccountResult?> Handle(SetPassword request, CancellationToken cancellationToken) => accounts.RunAsync(
        async connection =>
        {
            if (await accounts.FindAsync(connection, request.Scope, request.Id, cancellationToken) is not { } user)
            {
                return null;
            }

            user.MustChangePassword = true;
            await SignInFailures.OpenAsync(connection, user.NormalizedEmail!, cancellationToken);
            await users.RemovePasswordAsync(user);
            var added = await users.AddPasswordAsync(user, request.Password);
            if (!added.Succeeded)
            {
                return AccountChange.Refused(added);
            }

            await audit.WriteAsync(
                connection, request.Actor, "account.password_changed", "account", user.Id, new { by = "staff" }, cancellationToken);
            return new AccountResult.Done();
        },
        cancellationToken);
}
