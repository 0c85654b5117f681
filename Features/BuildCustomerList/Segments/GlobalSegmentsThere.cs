using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Segments;

internal static class GlobalSegmentsThere
{
    public const string Gone = "A global segment that this list uses was deleted. Take it out of the list, or choose another.";

    private const string CountSql =
        "select count(*) from (select from segments where id = any(@globals) and deleted_at is null for share) s";

    /// <summary>Whether every global segment that a definition uses is there, and stays until the transaction ends.</summary>
    public static async Task<bool> HasItsSegmentsAsync(
        this NpgsqlConnection connection, ListDefinition definition, CancellationToken cancellationToken)
    {
        long[] globals = [.. definition.GlobalSegmentIds];
        return await connection.ScalarAsync<int>(CountSql, new { globals }, cancellationToken) == globals.Length;
    }
}
