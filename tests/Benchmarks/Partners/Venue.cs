using CustomerListSchedules.Features.SetUp.SampleData;
using CustomerListSchedules.Infrastructure.Identity;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Partners;

/// <summary>A venue with many partners, each of whom may run every one of its lists.</summary>
internal static class Venue
{
    public const string Password = "lantern bridge copper";
    public const string Staff = "staff@venue.example";

    public static string Partner(int number) => $"partner{number}@company.example";

    /// <summary>Accounts and lists: a quarter of the lists hold everyone, the others the people of one town each.</summary>
    public static async Task FillAsync(NpgsqlConnection connection, int partners, int lists)
    {
        var hash = new PasswordHasher<User>().HashPassword(new User(), Password);
        await connection.ExecuteAsync(
            """
            insert into users (id, name, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash,
              security_stamp, concurrency_stamp, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count,
                must_change_password, created_at)
            select gen_random_uuid(), address, address, upper(address), address, upper(address), true, @hash, gen_random_uuid()::text,
              gen_random_uuid()::text, false, false, true, 0, false, now()
            from unnest(@addresses::text[]) address;
            insert into user_roles (user_id, role_id)
            select u.id, r.id
            from users u
            join roles r on r.name = case when u.email = @Staff then 'Insights & Mailings' else 'Collect Report' end;
            """,
            new { hash, Staff, addresses = Enumerable.Range(1, partners).Select(Partner).Append(Staff).ToArray() });
        for (var i = 1; i <= lists; i++)
        {
            var definition = i % 4 == 1 ? """{"areas":[]}""" : $$$"""
                {"areas":[{"segments":[{"kind":"local","not":false,"name":"Here","definition":{"join":"and","criteria":[
                  {"kind":"town","towns":["{{{SampleWords.Towns[i % SampleWords.Towns.Length].Town}}}"]}]}}]}]}
                """;
            await connection.ExecuteAsync(
                """
                with list as (
                  insert into customer_lists (name, definition, output_columns, sort_by, created_at)
                  values ('List ' || @i, jsonb_build_object('preFilter', '{"areas":[]}'::jsonb, 'mainFilter', @definition::jsonb),
                    '{name,first_name,last_name,email,postcode,phone,customer_id,town,birth_date,created}',
                      '[{"column":"name","descending":false}]', now())
                  returning id, output_columns, sort_by
                ), schedule as (
                  insert into schedules (name, action, run_on_demand, run_as_schedule, created_at)
                  values ('Schedule ' || @i, 'deliver_customer_list', true, false, now())
                  returning id
                ), entry as (
                  insert into scheduled_lists (schedule_id, position, name, customer_list_id, file_format, output_columns, sort_by)
                  select schedule.id, 1, 'Report ' || @i, list.id, case when @i = 9 then 'xlsx' else 'csv' end, list.output_columns,
                    list.sort_by from schedule, list
                  returning id
                )
                insert into scheduled_list_recipients (scheduled_list_id, address, position)
                select entry.id, address, position from entry, unnest(@addresses::text[]) with ordinality as people (address, position)
                """,
                new { i, definition, addresses = Enumerable.Range(1, partners).Select(Partner).ToArray() });
        }
    }
}
