using System.Text.Json.Nodes;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

/// <summary>
/// A Mailing Category has another name, on the caller's transaction: Customer Lists and global segments that ask for it ask for both
/// names from now on. What was sent keeps the name that it was sent under, so neither alone would find everybody.
/// </summary>
internal static class FollowRenamedCategory
{
    // Lists before segments: the order in which a list is saved.
    private const string ListsSql =
        $"select id, name, version, definition from customer_lists where deleted_at is null and {Asks} order by id for update";

    private const string SegmentsSql =
        $"select id, name, version, definition from segments where deleted_at is null and {Asks} order by id for update";

    private const string Asks =
        "exists (select from jsonb_path_query(definition, 'strict $.**.categories[*]') asked where lower(asked #>> '{}') = lower(@was))";

    // Whoever has it open is told that it was changed, and does not overwrite this unseen.
    private const string SaveListSql = "update customer_lists set definition = @definition::jsonb, version = version + 1 where id = @id";

    private const string SaveSegmentSql = "update segments set definition = @definition::jsonb, version = version + 1 where id = @id";

    /// <returns>What was changed, in words: Customer List “A”, segment “B”.</returns>
    public static async Task<IReadOnlyList<string>> ExecuteAsync(
        NpgsqlConnection connection, AuditLog audit, Actor actor, string was, string becomes, CancellationToken cancellationToken)
    {
        var changed = new List<string>();
        foreach (var (kind, find, save, subject, action) in new[]
        {
            ("Customer List", ListsSql, SaveListSql, "customer_list", "customer_list.changed"),
            ("segment", SegmentsSql, SaveSegmentSql, "segment", "segment.changed"),
        })
        {
            foreach (var row in await connection.ReadAllAsync<Row>(find, new { was }, cancellationToken))
            {
                var definition = JsonNode.Parse(row.Definition)!;
                if (!Add(definition, was, becomes))
                {
                    continue;
                }

                await connection.RunAsync(save, new { row.Id, definition = definition.ToJsonString() }, cancellationToken);
                await audit.WriteAsync(
                    connection, actor, action, subject, row.Id,
                    new { version = row.Version + 1, row.Name, renamedCategory = was, alsoAsksFor = becomes }, cancellationToken);
                changed.Add($"{kind} “{row.Name}”");
            }
        }

        return changed;
    }

    /// <summary>Adds the new name wherever the former is one of a mailing's categories and the new is not.</summary>
    private static bool Add(JsonNode node, string was, string becomes)
    {
        var changed = false;
        foreach (var child in node switch
        {
            JsonObject parent =>
            parent.Select(property => property.Value),
            JsonArray items => items,
            _ => []
        })
        {
            changed |= child is not null && Add(child, was, becomes);
        }

        if (node is JsonObject criterion && criterion["categories"] is JsonArray asked && Holds(asked, was) && !Holds(asked, becomes))
        {
            asked.Add(becomes);
            changed = true;
        }

        return changed;
    }

    private static bool Holds(JsonArray asked, string name) =>
        asked.Any(category => string.Equals((string?)category, name, StringComparison.OrdinalIgnoreCase));

    private sealed record Row
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public int Version { get; init; }
        public string Definition { get; init; } = "";
    }
}
