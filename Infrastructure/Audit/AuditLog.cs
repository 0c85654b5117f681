using System.Text.Json;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Audit;

/// <summary>Writes to the audit on the caller's connection and transaction, so that a change and its entry stand or fall together.</summary>
public sealed class AuditLog(IClock clock)
{
    /// <param name="connection">The caller's connection; its open transaction is used.</param>
    /// <param name="actor">Who.</param>
    /// <param name="action">What, as "noun.verb" ("schedule.created").</param>
    /// <param name="subjectType">The kind of thing ("schedule").</param>
    /// <param name="subjectId">Its id.</param>
    /// <param name="details">Further facts; never a password, a token or a link.</param>
    /// <param name="cancellationToken">Abandons the write.</param>
    public Task WriteAsync(
        NpgsqlConnection connection, Actor actor, string action, string? subjectType, object? subjectId, object? details, CancellationToken cancellationToken) =>
        connection.RunAsync(
            """
            insert into audit (at, user_id, who, from_address, action, subject_type, subject_id, details)
            values (@at, @userId, @name, @fromAddress, @action, @subjectType, @subjectId, @details::jsonb)
            """,
            new
            {
                at = clock.GetCurrentInstant(),
                actor.UserId,
                actor.Name,
                actor.FromAddress,
                action,
                subjectType,
                subjectId = subjectId?.ToString(),
                details = JsonSerializer.Serialize(details ?? new { }),
            },
            cancellationToken);
}
