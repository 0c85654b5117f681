using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.ChangeSettings.Sharing;

/// <summary>The statements about which contact preference means "may be shared with partners".</summary>
internal static class StoreSharing
{
    // A preference is kept for a company that has lost its last account: it may come back.
    private const string CompaniesSql =
        """
        select coalesce(s.company, c.company) as company, s.contact_preference_id as preference
        from (select min(company) as company from users where company is not null group by lower(company)) c
        full join sharing_preferences s on lower(s.company) = lower(c.company)
        order by lower(coalesce(s.company, c.company))
        limit 500
        """;

    private const string ChoicesSql = "select id, name from crm.contact_preferences order by lower(name), id";

    private const string SaveSql =
        """
        delete from sharing_preferences where lower(company) in (select lower(company) from unnest(@companies) given (company));
        insert into sharing_preferences (company, contact_preference_id)
        select company, preference
        from unnest(@companies, @preferences) given (company, preference)
        where preference is not null
        """;

    public static Task<List<CompanyPreference>> CompaniesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ReadAllAsync<CompanyPreference>(CompaniesSql, cancellationToken);

    public static Task<List<Choice>> ChoicesAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ReadAllAsync<Choice>(ChoicesSql, cancellationToken);

    public static Task SaveAsync(
        NpgsqlConnection connection, IReadOnlyList<CompanyPreference> companies, CancellationToken cancellationToken) =>
        connection.RunAsync(
            SaveSql,
            new
            {
                companies = companies.Select(each => each.Company.Trim()).ToArray(),
                preferences = companies.Select(each => each.Preference).ToArray(),
            },
            cancellationToken);
}
