using System.Globalization;
using System.Text.Json;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>A change of Basic Details by somebody, as the audit tells it.</summary>
public sealed record Edit(string Who, Instant At, IReadOnlyList<Change> Changes)
{
    internal static async Task<IReadOnlyList<Edit>> SinceAsync(NpgsqlConnection connection, long id, int version, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAllAsync<(string Who, Instant At, string Changes)>(
            """
            select coalesce(users.name, audit.who), audit.at, audit.details ->> 'changes'
            from audit
            left join users on users.id = audit.user_id
            where audit.subject_type = 'schedule' and audit.subject_id = @id and audit.action = 'schedule.changed'
              and (audit.details ->> 'version')::int > @version
            order by audit.id
            """,
            new { id = id.ToString(CultureInfo.InvariantCulture), version },
            cancellationToken);
        return [.. rows.Select(row => new Edit(row.Who, row.At, JsonSerializer.Deserialize<List<Change>>(row.Changes, JsonSerializerOptions.Web)!))];
    }
}
