using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.Shared.Outside;

/// <summary>What the venue asks before contact columns go to somebody outside.</summary>
/// <param name="Address">The address outside.</param>
/// <param name="Company">The company of its account; null where none is known.</param>
/// <param name="Preference">The contact preference that means "may be shared" with it; null where none does, and nobody has agreed.</param>
/// <param name="Refuses">Whether the address is left out where not everybody has agreed; otherwise that is only said.</param>
public sealed record SharingQuestion(string Address, string? Company, long? Preference, bool Refuses)
{
    private const string Sql = "select address, company, preference, refuses from sharing_questions(@addresses)";

    /// <summary>Of each of these addresses that is outside; none where the venue asks nothing.</summary>
    internal static Task<List<SharingQuestion>> AskAsync(
        NpgsqlConnection connection, IEnumerable<string> addresses, CancellationToken cancellationToken) =>
        connection.ReadAllAsync<SharingQuestion>(Sql, new { addresses = addresses.ToArray() }, cancellationToken);
}
