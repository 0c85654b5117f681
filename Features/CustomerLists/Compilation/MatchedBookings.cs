using CustomerListSchedules.Features.CustomerLists.Criteria;

namespace CustomerListSchedules.Features.CustomerLists.Compilation;

/// <summary>The bookings that meet a booking criterion of a segment that is not negated.</summary>
/// <param name="Criterion">Its conditions; number and total at least are about the customer, and do not narrow them.</param>
/// <param name="Area">What must hold for the customer besides being a member; null where that is all.</param>
internal sealed record MatchedBookings(BookingCriterion Criterion, Predicate? Area)
{
    /// <summary>A query of their <c>id</c> and <c>customer_id</c>, each once, of those in members.</summary>
    /// <param name="all">Of all criteria.</param>
    /// <param name="sql">Takes their parameters.</param>
    /// <param name="withInstance">Whether each has its <c>event_instance_id</c> too.</param>
    public static string Query(IReadOnlyList<MatchedBookings> all, CriteriaSql sql, bool withInstance = false) =>
        string.Join("\nunion\n", all.Select(matched => matched.Query(sql, withInstance ? ", b.event_instance_id" : "")));

    private string Query(CriteriaSql sql, string more)
    {
        var (joins, conditions) = Criterion.Matching(sql);
        // What customers did is told by their id, which members have; what they are needs their row.
        var members = Area is null ? "members c" : "members join crm.customers c on c.id = members.id";
        string[] tests = [.. conditions, .. Area is null ? Array.Empty<string>() : [Area.Sql]];
        var where = tests.Length == 0 ? "" : $" where {string.Join(" and ", tests)}";
        return $"select b.id, b.customer_id{more} from {members} join crm.bookings b on b.customer_id = c.id{joins}{where}";
    }
}
