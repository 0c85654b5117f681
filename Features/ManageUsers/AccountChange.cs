using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CustomerListSchedules.Features.ManageUsers;

/// <summary>One transaction for Identity's writes, ours and the audit's: it is committed only when the change was made.</summary>
internal sealed class AccountChange(DatabaseContext context, UserManager<User> users)
{
    public static readonly AccountResult ChangedMeanwhile =
        new AccountResult.Refused(
            "", "Somebody else changed this account meanwhile. Open it again to see how it is now; nothing was overwritten.");

    public async Task<AccountResult?> RunAsync(Func<NpgsqlConnection, Task<AccountResult?>> change, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            var result = await change((NpgsqlConnection)context.Database.GetDbConnection());
            if (result is AccountResult.Done)
            {
                await transaction.CommitAsync(cancellationToken);
            }

            return result;
        }
        catch (DbUpdateConcurrencyException)
        {
            return ChangedMeanwhile;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Two people made the same account at the same moment.
            return Refused(IdentityResult.Failed(users.ErrorDescriber.DuplicateEmail("")));
        }
    }

    /// <summary>The account, when it is of the scope.</summary>
    public async Task<User?> FindAsync(NpgsqlConnection connection, AccountScope scope, Guid id, CancellationToken cancellationToken)
    {
        var found = await connection.ScalarAsync<bool>(
            $"select exists (select from users u where u.id = @id and {AccountScopes.Sql})",
            new { id, everyone = scope.IsEveryone() },
            cancellationToken);
        return found ? await users.FindByIdAsync(id.ToString()) : null;
    }

    /// <summary>
    /// Whether an active administrator is left without this account; the roles' lock makes two removals wait for each other.
    /// </summary>
    public static async Task<bool> IsLastAdministratorAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken)
    {
        await connection.RunAsync(
            "select from roles where name = @Administrator for update", new { Roles.Administrator }, cancellationToken);
        return await connection.ScalarAsync<bool>(
            "select bool_or(id = @id) and count(*) = 1 from staff where administrator", new { id }, cancellationToken);
    }

    public static AccountResult Refused(IdentityResult result)
    {
        var error = result.Errors.First();
        return error.Code == nameof(IdentityErrorDescriber.ConcurrencyFailure)
            ? ChangedMeanwhile
            : new AccountResult.Refused(error.Code is "Password" or "Email" ? error.Code : "", error.Description);
    }
}
