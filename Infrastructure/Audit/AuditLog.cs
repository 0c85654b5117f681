using System.Text.Json;
using System.Text.RegularExpressions;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Audit;

/// <summary>Writes to the audit on the caller's connection and transaction: a change and its entry stand or fall together.</summary>
public sealed partial class AuditLog(IClock clock)
{
    private const string InsertSql =
        """
        insert into audit (at, user_id, who, from_address, action, subject_type, subject_id, details)
        values (@at, @userId, @name, @fromAddress, @action, @subjectType, @subjectId, @details::jsonb)
        """;

    private const string GatherSql =
        """
        insert into audit (at, user_id, who, from_address, action, subject_type, subject_id, details)
        select @at, @userId, @name, @fromAddress, @action, @subjectType, @subjectId, @details::jsonb
        where not exists (
          select from audit
          where at > @at - interval '1 hour' and action = @action and user_id is not distinct from @userId
            and subject_type is not distinct from @subjectType and subject_id is not distinct from @subjectId)
        """;

    /// <param name="connection">The caller's connection; its open transaction is used.</param>
    /// <param name="actor">Who.</param>
    /// <param name="action">What, as "subject.verb" in snake_case ("schedule.created").</param>
    /// <param name="subjectType">The kind of thing, which the action begins with ("schedule"); null where it is about no one thing.</param>
    /// <param name="details">Further facts; never a password, a token or a link.</param>
    /// <exception cref="ArgumentException">The action is not named so.</exception>
    public Task WriteAsync(
        NpgsqlConnection connection, Actor actor, string action, string? subjectType, object? subjectId, object? details,
        CancellationToken cancellationToken) =>
        RunAsync(InsertSql, connection, actor, action, subjectType, subjectId, details, cancellationToken);

    /// <summary>
    /// Writes what somebody may do many times, such as looking, once an hour for each person and subject: the first time says it. It
    /// stands alone, on a connection of its own.
    /// </summary>
    public async Task GatherAsync(
        NpgsqlDataSource dataSource, Actor actor, string action, string subjectType, object? subjectId, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await RunAsync(GatherSql, connection, actor, action, subjectType, subjectId, null, cancellationToken);
    }

    private Task RunAsync(
        string sql, NpgsqlConnection connection, Actor actor, string action, string? subjectType, object? subjectId, object? details,
        CancellationToken cancellationToken)
    {
        if (!Name().IsMatch(action) || (subjectType is not null && !action.StartsWith(subjectType + '.', StringComparison.Ordinal)))
        {
            throw new ArgumentException(
                $"\"{action}\" does not name what happened to a {subjectType ?? "subject"}: subject.verb, in snake_case.", nameof(action));
        }

        return connection.RunAsync(
            sql,
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

    [GeneratedRegex("^[a-z]+(_[a-z]+)*\\.[a-z]+(_[a-z]+)*$")]
    private static partial Regex Name();
}
