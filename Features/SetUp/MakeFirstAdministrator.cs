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

/// <summary>Whether the set-up page is open.</summary>
public sealed record GetSetUp : IRequest<bool>;

/// <summary>Makes the first administrator and closes the set-up for good.</summary>
public sealed record MakeFirstAdministrator(string Token, string Name, string Email, string Password, Actor Actor) : IRequest<MakeFirstAdministratorResult>;

/// <param name="UserId">The new account, or null.</param>
/// <param name="Closed">Somebody else was first.</param>
/// <param name="Errors">Messages by field.</param>
public sealed record MakeFirstAdministratorResult(Guid? UserId, bool Closed, IReadOnlyDictionary<string, string> Errors);

internal sealed class GetSetUpHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetSetUp, bool>
{
    public async Task<bool> Handle(GetSetUp request, CancellationToken cancellationToken)
    {
        return await dataSource.ScalarAsync<bool>(SetUpToken.IsOpenSql, cancellationToken);
    }
}

internal sealed class MakeFirstAdministratorHandler(
    DatabaseContext context, UserManager<User> users, SetUpToken token, AuditLog audit, IClock clock)
    : IRequestHandler<MakeFirstAdministrator, MakeFirstAdministratorResult>
{
    public async Task<MakeFirstAdministratorResult> Handle(MakeFirstAdministrator request, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        var now = clock.GetCurrentInstant();

        // The row's lock lets one of several through; the others find it closed.
        var open = await connection.ScalarAsync<bool?>(
            """
            update venue_settings set set_up_at = @now
            where set_up_at is null and not exists (select from users)
            returning @hash = any(set_up_tokens)
            """,
            new { now, hash = SetUpToken.Hash(request.Token) },
            cancellationToken);
        if (open is null)
        {
            return new MakeFirstAdministratorResult(null, Closed: true, new Dictionary<string, string>());
        }

        if (open is false)
        {
            return Refused(nameof(request.Token), "That is not the token in the file.");
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
            return Refused(error.Code == "Password" ? nameof(request.Password) : nameof(request.Email), error.Description);
        }

        await users.AddToRoleAsync(user, Roles.Administrator);
        await connection.RunAsync("update venue_settings set set_up_tokens = '{}'", cancellationToken);
        await audit.WriteAsync(connection, request.Actor with { UserId = user.Id, Name = user.Email }, "account.created", "account", user.Id,
            new { user.Name, user.Email, roles = new[] { Roles.Administrator }, by = "set-up" }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        token.Discard();
        return new MakeFirstAdministratorResult(user.Id, Closed: false, new Dictionary<string, string>());
    }

    private static MakeFirstAdministratorResult Refused(string field, string why) =>
        new(null, Closed: false, new Dictionary<string, string> { [field] = why });
}
