using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.Shared.Outside;

internal static class Outsiders
{
    private const string Sql = "select address, company from outsiders(@addresses)";

    /// <summary>Who of these addresses is outside, in their order; statements that have them call the function.</summary>
    public static Task<List<Outsider>> AmongAsync(
        NpgsqlConnection connection, IEnumerable<string> addresses, CancellationToken cancellationToken) =>
        connection.ReadAllAsync<Outsider>(Sql, new { addresses = addresses.ToArray() }, cancellationToken);
}
