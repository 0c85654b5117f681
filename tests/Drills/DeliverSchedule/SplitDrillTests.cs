using System.Security.Cryptography;
using System.Text;

namespace CustomerListSchedules.Drills.DeliverSchedule;

/// <summary>kill -9 in the middle of a split: every part once, none without its register, and mails that name only what is there.</summary>
public sealed class SplitDrillTests
{
    private const int Parts = 100;

    [Fact]
    public async Task A_node_killed_twice_while_it_makes_the_parts_of_a_split_makes_each_once_and_mails_each_person_their_own()
    {
        await using var burst = await DeliveryBurst.StartAsync();
        var node = await burst.StartNodeAsync();
        await AddAsync(burst);
        foreach (var made in new[] { Parts / 5, Parts / 2 })
        {
            await node.Until(async () => await MadeAsync(burst) >= made);
            await node.KillAsync();
            Assert.InRange(await MadeAsync(burst), made, Parts - 1);
            // Nobody is told before the last of their parts is there.
            Assert.Equal(0, await burst.CountAsync(
                """
                select count(*)
                from messages m
                join deliveries d on d.id = m.delivery_id
                where m.state <> 'waiting' and exists (
                  select from deliveries o where o.made_at is null and m.recipient = any(o.recipients))
                """));
            await node.RestartAsync();
        }

        await node.Until(async () => await burst.CountAsync("select count(*) from runs where state = 'delivered'") == 1);

        Assert.Equal(Parts, await burst.CountAsync("select count(*) from deliveries where state = 'delivered'"));
        Assert.Equal(Parts, await burst.CountAsync("select count(distinct split_value) from deliveries"));
        Assert.Equal(Parts, await burst.CountAsync("select count(*) from stored_files where completed_at is not null"));
        Assert.Equal(0, await burst.CountAsync(
            """
            select count(*)
            from deliveries d
            where d.part_rows <> 500
              or not exists (select from file_origins o where o.file_id = d.file_id and o.split_value = d.split_value)
              or (select sum(octet_length(m.hashes)) / 8 from stored_file_members m where m.file_id = d.file_id) <> d.row_count
            """));
        var letters = burst.Letters();
        Assert.Equal(Parts, letters.Select(letter => letter.Recipient).Distinct().Count());
        // A mail that was accepted in the moment of the kill may come twice, the same both times.
        Assert.InRange(letters.Count - Parts, 0, DeliveryBurst.Senders * 2);
        foreach (var person in letters.GroupBy(letter => letter.Recipient))
        {
            Assert.Single(person.Select(letter => letter.MessageId).Distinct());
            Assert.All(person, letter => Assert.Equal(2, letter.Links.Distinct().Count()));
            foreach (var link in person.First().Links)
            {
                var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(link[(link.LastIndexOf('/') + 1)..])));
                Assert.Equal(1, await burst.CountAsync(
                    $"""
                    select count(*)
                    from messages m
                    join deliveries d on d.id = m.delivery_id
                    join stored_files f on f.id = d.file_id and f.completed_at is not null
                    join scheduled_list_parts p on p.scheduled_list_id = d.scheduled_list_id and p.address = m.recipient
                      and p.value = d.split_value
                    where encode(m.token_hash, 'hex') = '{hash}' and m.recipient = '{person.Key}'
                    """));
            }
        }
    }

    private static Task<long> MadeAsync(DeliveryBurst burst) =>
        burst.CountAsync("select count(*) from deliveries where made_at is not null");

    // Each producer's performance has 500 bookings; each person has two producers.
    private static Task AddAsync(DeliveryBurst burst) => burst.ExecuteAsync(
        """
        insert into crm.customers (id, external_reference, first_name, created_at)
        select n, 'C' || n, 'First' || n, now() from generate_series(1, 1000) n;
        insert into crm.events (id, external_reference, name, producer)
        select n, 'E' || n, 'Event ' || n, 'Producer ' || n from generate_series(1, @Parts) n;
        insert into crm.event_instances (id, external_reference, event_id, starts_at)
        select n, 'I' || n, n, now() from generate_series(1, @Parts) n;
        insert into crm.bookings (external_reference, customer_id, event_instance_id, booked_at, tickets, amount, status)
        select 'B' || i || '-' || n, n, i, now(), 1, 1, 'Confirmed' from generate_series(1, @Parts) i, generate_series(1, 500) n;
        with list as (
          insert into customer_lists (name, definition, output_columns, sort_by, created_at)
          values ('Booked',
            '{"preFilter":{"areas":[]},"mainFilter":{"areas":[{"segments":[{"kind":"local","name":"Booked",
              "definition":{"join":"and","criteria":[{"kind":"booking"}]}}]}]}}', '{name,matched_event}', '[]', now())
          returning id
        ), schedule as (
          insert into schedules (name, action, run_on_demand, run_as_schedule, time_zone, run_from, occurs, recurs_every,
            daily_frequency, at_hour, next_run_at, created_at)
          values ('Split', 'deliver_customer_list', false, true, 'Europe/London', '2026-01-01', 'daily', 1, 'once_at', 8,
            now() + interval '2 seconds', now())
          returning id
        ), entry as (
          insert into scheduled_lists (schedule_id, position, name, customer_list_id, file_format, output_columns, sort_by, split_by)
          select schedule.id, 1, 'Attendees', list.id, 'csv', '{name,matched_event}', '[]', 'producer' from schedule, list
          returning id
        ), people as (
          insert into scheduled_list_recipients (scheduled_list_id, address, position)
          select entry.id, 'promoter' || n || '@example.org', n from entry, generate_series(1, @Parts) n
        )
        insert into scheduled_list_parts (scheduled_list_id, value, address, position)
        select entry.id, 'Producer ' || (n + more) % @Parts + 1, 'promoter' || n || '@example.org', n
        from entry, generate_series(1, @Parts) n, generate_series(0, 1) more
        """,
        new { Parts });
}
