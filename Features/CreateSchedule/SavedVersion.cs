using System.Text.Json;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>What somebody changed by saving Basic Details.</summary>
public sealed record SavedVersion(string Who, Instant At, IReadOnlyList<FieldChange> Changes)
{
    /// <summary>Nobody has a form open through more saves of others.</summary>
    private const int Kept = 50;

    private const string InsertSql =
        """
        insert into schedule_versions (schedule_id, version, user_id, who, at, changes)
        values (@id, @version, @userId, @who, @at, @changes::jsonb)
        """;

    private const string PurgeSql = "delete from schedule_versions where schedule_id = @id and version <= @version - @kept";

    private const string SinceSql =
        """
        select coalesce(users.name, saved.who), saved.at, saved.changes
        from schedule_versions saved
        left join users on users.id = saved.user_id
        where saved.schedule_id = @id and saved.version > @version
        order by saved.version
        """;

    internal static async Task InsertAsync(
        NpgsqlConnection connection, long id, int version, Actor actor, Instant at, IReadOnlyList<FieldChange> changes,
        CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(changes, JsonSerializerOptions.Web);
        await connection.RunAsync(
            InsertSql, new { id, version, actor.UserId, who = actor.Name, at, changes = json }, cancellationToken);
        await connection.RunAsync(PurgeSql, new { id, version, kept = Kept }, cancellationToken);
    }

    /// <summary>The saves since a version, oldest first.</summary>
    internal static async Task<IReadOnlyList<SavedVersion>> SinceAsync(
        NpgsqlConnection connection, long id, int version, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAllAsync<(string Who, Instant At, string Changes)>(
            SinceSql, new { id, version }, cancellationToken);
        return
        [
            .. rows.Select(row => new SavedVersion(
                row.Who, row.At, JsonSerializer.Deserialize<List<FieldChange>>(row.Changes, JsonSerializerOptions.Web)!)),
        ];
    }
}
