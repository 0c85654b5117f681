using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.ManageUsers.Partners;

/// <summary>A company has one spelling, whoever types it: capitals alone do not make another.</summary>
internal static class Companies
{
    private const string SpellingSql =
        """
        select company from users
        where lower(company) = lower(@typed) and id is distinct from @except
        order by created_at, id
        limit 1
        """;

    /// <param name="connection">Of the change.</param>
    /// <param name="typed">What was typed; nothing is no company.</param>
    /// <param name="except">The account that is changed: alone of its company, it may correct the spelling.</param>
    /// <param name="cancellationToken">Ends waiting for the database.</param>
    public static async Task<string?> SpellAsync(
        NpgsqlConnection connection, string typed, Guid? except, CancellationToken cancellationToken)
    {
        typed = typed.Trim();
        return typed.Length == 0
            ? null
            : await connection.ScalarAsync<string?>(SpellingSql, new { typed, except }, cancellationToken) ?? typed;
    }
}
