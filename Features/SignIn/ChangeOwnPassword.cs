using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn;

/// <summary>Changes the signed-in account's password, which ends its other sessions.</summary>
public sealed record ChangeOwnPassword(Guid UserId, string Present, string Password, Actor Actor) : IRequest<ChangeOwnPasswordResult>;

public abstract record ChangeOwnPasswordResult
{
    public sealed record Done : ChangeOwnPasswordResult;

    /// <param name="Field">The field that was refused: the present password, or the new one.</param>
    /// <param name="Why">Why, in words for a person.</param>
    public sealed record Refused(string Field, string Why) : ChangeOwnPasswordResult;
}

internal sealed class ChangeOwnPasswordHandler(DatabaseContext context, UserManager<User> users, SignInThrottle throttle, AuditLog audit)
    : IRequestHandler<ChangeOwnPassword, ChangeOwnPasswordResult>
{
    public async Task<ChangeOwnPasswordResult> Handle(ChangeOwnPassword request, CancellationToken cancellationToken)
    {
        if (!throttle.Allows(request.UserId.ToString(), request.Actor.FromAddress))
        {
            return new ChangeOwnPasswordResult.Refused(nameof(request.Present), "Too many attempts. Wait a minute, then try again.");
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var user = await users.FindByIdAsync(request.UserId.ToString()) ?? throw new InvalidOperationException("The account is gone.");
        if (request.Present.Length > 0 && request.Password == request.Present)
        {
            return new ChangeOwnPasswordResult.Refused(nameof(request.Password), "Choose a password that is not your present one.");
        }

        user.MustChangePassword = false;
        var result = await users.ChangePasswordAsync(user, request.Present, request.Password);
        if (!result.Succeeded)
        {
            var error = result.Errors.First();
            if (error.Code != nameof(IdentityErrorDescriber.PasswordMismatch))
            {
                return new ChangeOwnPasswordResult.Refused(nameof(request.Password), error.Description);
            }

            await RecordAsync("account.password_refused", new { forWhat = "changing the password" });
            return new ChangeOwnPasswordResult.Refused(nameof(request.Present), error.Description);
        }

        await RecordAsync("account.password_changed", new { by = "own" });
        return new ChangeOwnPasswordResult.Done();

        async Task RecordAsync(string action, object details)
        {
            await audit.WriteAsync(
                (NpgsqlConnection)context.Database.GetDbConnection(), request.Actor, action, "account", user.Id, details,
                cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }
}
