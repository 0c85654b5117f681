using CustomerListSchedules.Features.CustomerLists.Compilation;
using Npgsql;

namespace CustomerListSchedules.Features.RunCustomerList.Agreement;

/// <summary>How many of a list have not answered Yes to a contact preference: told by who is on it now, never by what it asks.</summary>
/// <param name="Part">The number of the part, from 1; the whole list is 1.</param>
/// <param name="Preference">The contact preference; 0 for none, to which nobody has answered.</param>
/// <param name="Customers">How many are on it.</param>
/// <param name="NotAgreed">How many of them have not answered Yes.</param>
internal sealed record AgreementCount(long Part, long Preference, long Customers, long NotAgreed)
{
    /// <summary>Where no contact preference holds.</summary>
    public const long None = 0;

    // One pass over the members and one over the answers, however many preferences are asked of however many parts.
    private static string Sql(string members) =>
        $"""
        with listed as materialized ({members}),
        agreed as (
          select l.part, p.contact_preference_id as preference, count(*) as customers
          from listed l
          join crm.customer_contact_preferences p on p.customer_id = l.id
          where p.contact_preference_id = any(@asked_preferences) and p.answer = 'Yes'
          group by l.part, p.contact_preference_id
        )
        select l.part, asked.preference, l.customers, l.customers - coalesce(agreed.customers, 0)
        from (select part, count(*) as customers from listed group by part) l
        cross join unnest(@asked_preferences) asked (preference)
        left join agreed on agreed.part = l.part and agreed.preference = asked.preference
        """;

    /// <summary>Of the whole list, or with a split of each wanted part; nothing where nobody is on it.</summary>
    /// <param name="connection">In the snapshot of the database in which the list's rows are read, where they are.</param>
    /// <param name="list">The list.</param>
    /// <param name="preferences">What is asked.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    public static async Task<IReadOnlyList<AgreementCount>> ReadAsync(
        NpgsqlConnection connection, CompiledList list, IReadOnlyList<long> preferences, CancellationToken cancellationToken)
    {
        var counts = new List<AgreementCount>();
        if (preferences.Count == 0)
        {
            return counts;
        }

        await using var command = list.Command(
            connection, Sql(list.Split?.MembersSql ?? $"select 1::bigint as part, m.id from ({list.MembersSql}) m"));
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("asked_preferences", preferences.ToArray());
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            counts.Add(new AgreementCount(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3)));
        }

        return counts;
    }
}
