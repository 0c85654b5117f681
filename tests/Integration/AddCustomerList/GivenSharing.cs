using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Integration.AddCustomerList;

/// <summary>Customers with answers to contact preferences, and what the venue asks of them.</summary>
internal static class GivenSharing
{
    /// <summary>A contact preference to which so many customers, newly made, have answered Yes, No and nothing.</summary>
    public static Task<long> PreferenceAsync(this TestApplication application, int yes, int no, int silent) => application.AskAsync<long>(
        """
        with preference as (
          insert into crm.contact_preferences (external_reference, name)
          values (gen_random_uuid()::text, 'May be shared ' || gen_random_uuid()) returning id),
        people as (
          insert into crm.customers (external_reference, first_name, last_name, email, created_at)
          select gen_random_uuid()::text, 'Asked', 'Customer ' || n, 'asked' || n || '@example.org', now()
          from generate_series(1, @yes + @no + @silent) n
          returning id),
        answers as (
          insert into crm.customer_contact_preferences (customer_id, contact_preference_id, answer)
          select numbered.id, preference.id, case when n <= @yes then 'Yes' else 'No' end
          from (select id, row_number() over (order by id) as n from people) numbered, preference
          where n <= @yes + @no)
        select id from preference
        """,
        new { yes, no, silent });

    /// <summary>What Settings say.</summary>
    public static Task AskAboutAsync(this TestApplication application, long? preference, string otherwise = "warn") =>
        application.DoAsync(
            "update venue_settings set sharing_preference_id = @preference, without_agreement = @otherwise", new { preference, otherwise });

    /// <summary>A partner's account, of a company; answers its address.</summary>
    public static async Task<string> PartnerAsync(this TestApplication application, string? company, string? address = null)
    {
        var partner = await application.CreateUserAsync(address, Roles.CollectReport);
        await application.DoAsync("update users set company = @company where id = @Id", new { company, partner.Id });
        return partner.Email!;
    }
}
