using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CustomerListSchedules.Features.SignIn;

/// <summary>Changes the signed-in account's password, which ends its other sessions.</summary>
public sealed record ChangeOwnPassword(Guid UserId, Guid SessionId, string Present, string Password, Actor Actor)
    : IRequest<ChangeOwnPasswordResult>;

public abstract record ChangeOwnPasswordResult
{
    public sealed record Done : ChangeOwnPasswordResult;

    /// <param name="Field">The field that was refused: the present password, or the new one.</param>
    /// <param name="Why">Why, in words for a person.</param>
    public sealed record Refused(string Field, string Why) : ChangeOwnPasswordResult;

    /// <summary>Too many wrong passwords in a row.</summary>
    public sealed record SessionEnded : ChangeOwnPasswordResult;
}

internal sealed class ChangeOwnPasswordHandler(
    DatabaseContext context, UserManager<User> users, SessionPasswords passwords, AuditLog audit)
    : IRequestHandler<ChangeOwnPassword, ChangeOwnPasswordResult>
{
    public async Task<ChangeOwnPasswordResult> Handle(ChangeOwnPassword request, CancellationToken cancellationToken)
    {
        if (request.Present.Length == 0)
        {
            return new ChangeOwnPasswordResult.Refused(nameof(request.Present), "Enter your present password.");
        }

        if (request.Password == request.Present)
        {
            return new ChangeOwnPasswordResult.Refused(nameof(request.Password), "Choose a password that is not your present one.");
        }

        return await passwords.CheckAsync(
            request.SessionId, request.UserId, request.Present, "changing the password", request.Actor, cancellationToken) switch
        {
            PasswordCheck.Right => await ChangeAsync(request, cancellationToken),
            PasswordCheck.Wrong => new ChangeOwnPasswordResult.Refused(nameof(request.Present), "That is not your present password."),
            PasswordCheck.Busy => new ChangeOwnPasswordResult.Refused(nameof(request.Present), SignInWords.Busy),
            _ => new ChangeOwnPasswordResult.SessionEnded(),
        };
    }

    private async Task<ChangeOwnPasswordResult> ChangeAsync(ChangeOwnPassword request, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var user = await users.FindByIdAsync(request.UserId.ToString()) ?? throw new InvalidOperationException("The account is gone.");
        user.MustChangePassword = false;
        await users.RemovePasswordAsync(user);
        var added = await users.AddPasswordAsync(user, request.Password);
        if (!added.Succeeded)
        {
            return new ChangeOwnPasswordResult.Refused(nameof(request.Password), added.Errors.First().Description);
        }

        await audit.WriteAsync(
            (NpgsqlConnection)context.Database.GetDbConnection(), request.Actor, "account.password_changed", "account", user.Id,
            new { by = "own" }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ChangeOwnPasswordResult.Done();
    }
}
