using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SetUp;

/// <summary>Makes the first administrator and closes the set-up for good; null when somebody else was first.</summary>
public sealed record MakeFirstAdministrator(
    string Token, string Name, string Email, string Password, Actor Actor) : IRequest<MakeFirstAdministratorResult?>;

public abstract record MakeFirstAdministratorResult
{
    public sealed record Done(Guid UserId) : MakeFirstAdministratorResult;

    /// <param name="Field">The field that was refused.</param>
    /// <param name="Why">Why, in words for a person.</param>
    public sealed record Refused(string Field, string Why) : MakeFirstAdministratorResult;
}

internal sealed class MakeFirstAdministratorHandler(
    DatabaseContext context, UserManager<User> users, SetUpToken token, AuditLog audit, IClock clock)
    : IRequestHandler<MakeFirstAdministrator, MakeFirstAdministratorResult?>
{
    public async Task<MakeFirstAdministratorResult?> Handle(MakeFirstAdministrator request, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        var now = clock.GetCurrentInstant();

        // The row's lock lets one of several through; the others find it closed.
        var open = await connection.ScalarAsync<bool?>(
            $"""
            update venue_settings set set_up_at = @now
            where {SetUpToken.IsNoneSql}
            returning @hash = any(set_up_tokens)
            """,
            new { now, hash = SetUpToken.Hash(request.Token) },
            cancellationToken);
        if (open is null)
        {
            return null;
        }

        if (open is false)
        {
            return new MakeFirstAdministratorResult.Refused(nameof(request.Token), "That is not the token in the file.");
        }

        var user = new User
        {
            Id = Guid.CreateVersion7(), Name = request.Name.Trim(), Email = request.Email.Trim(), UserName = request.Email.Trim(),
            EmailConfirmed = true, CreatedAt = now.ToDateTimeOffset(),
        };
        var created = await users.CreateAsync(user, request.Password);
        if (!created.Succeeded)
        {
            var error = created.Errors.First();
            return new MakeFirstAdministratorResult.Refused(
                error.Code == "Password" ? nameof(request.Password) : nameof(request.Email), error.Description);
        }

        await users.AddToRoleAsync(user, Roles.Administrator);
        await connection.RunAsync("update venue_settings set set_up_tokens = '{}'", cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor with { UserId = user.Id, Name = user.Email }, "account.created", "account", user.Id,
                new { user.Name, user.Email, roles = new[] { Roles.Administrator }, by = "set-up" }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        token.Discard();
        return new MakeFirstAdministratorResult.Done(user.Id);
    }
}
