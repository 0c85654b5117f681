using System.Globalization;
using System.Net;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.DeliverSchedule.Reminders;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Integration.GatherEvidence;

/// <summary>Evidence packs, read back: every fact of them is compared with the database.</summary>
public sealed class EvidenceTests : IClassFixture<MailServerApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public EvidenceTests(MailServerApplication fixture)
    {
        application = fixture.Application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task A_run_is_told_with_every_fact_that_the_database_has_in_the_document_and_in_the_JSON()
    {
        var collector = await application.CreateUserAsync("Collects@evidence.example", Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(
            DeliveryWorld.Due, [collector.Email!, "unknown@evidence.example"], definition: NotYesterday());
        await world.ExecuteAsync("update scheduled_lists set remind = true where id = @ScheduledListId", schedule);
        await world.DeliverEverythingAsync();
        var run = await RunOfAsync(schedule.ScheduleId);
        await world.ExecuteAsync("update schedules set next_run_at = null where id = @ScheduleId", schedule);
        await world.ExecuteAsync("update messages set state = 'accepted' where recipient = 'unknown@evidence.example'");
        world.SetClock(DeliveryWorld.Due + Duration.FromDays(6) + Duration.FromHours(1));
        await world.SendAsync(new QueueReminders());
        await world.DeliverEverythingAsync();
        var message = await world.ScalarAsync<long>(
            "select id from messages where recipient = @Email and kind = 'delivery'", new { collector.Email });
        await world.SendAsync(new ResendLink(run, message, new Actor(null, "resender@venue.example", null)));
        await world.DeliverEverythingAsync();
        await CollectAsync(run, collector.Id, "203.0.113.7", true);
        await CollectAsync(run, collector.Id, "203.0.113.8", false);
        var file = await world.ScalarAsync<long>("select file_id from deliveries where run_id = @run", new { run });
        await world.SendAsync(new RevokeFile(file, "Sent to the wrong people", Actor.System));
        world.SetClock(DeliveryWorld.Due + Duration.FromDays(8));
        var staff = await application.CreateUserAsync("maker@venue.example", Roles.InsightsAndMailings);
        var client = await application.SignInAsAsync(staff.Email!);
        var link = (await client.PageAsync($"/runs/{run}")).QuerySelector("details.technical a[href$='/evidence']")!;

        var pack = await EvidenceRead.MakeAsync(client, link.GetAttribute("href")!);

        pack.Holds(await world.QueryAsync<string>(
            """
            select unnest(array[r.schedule_name, d.name, d.customer_list_name, d.description, d.notes, f.name, encode(f.sha256, 'hex'),
              f.revoked_reason])
            from runs r join deliveries d on d.run_id = r.id join stored_files f on f.id = d.file_id where r.id = @run
            except select null
            union
            select v ->> 'metric' from deliveries d, jsonb_array_elements(d.date_metrics) v where d.run_id = @run
            union
            select v ->> 'words' from deliveries d, jsonb_array_elements(d.date_metrics) v where d.run_id = @run
            union
            select unnest(array[m.recipient, m.message_id]) from messages m join deliveries d on d.id = m.delivery_id where d.run_id = @run
            union
            select a.reply_text
            from message_attempts a join messages m on m.id = a.message_id join deliveries d on d.id = m.delivery_id
            where d.run_id = @run and a.reply_text is not null
            union
            select unnest(array[w.from_address, u.email]) from downloads w join users u on u.id = w.user_id where w.file_id = @file
            union
            select who from audit where subject_type in ('run', 'file', 'delivery') and subject_id in (@run::text, @file::text)
            """,
            new { run, file }));
        pack.Holds((await world.QueryAsync<Instant>(
            """
            select at from (
            select unnest(array[r.as_of, r.created_at, r.finished_at, f.expires_at, f.revoked_at, f.deleted_at, d.made_at]) as at
            from runs r join deliveries d on d.run_id = r.id join stored_files f on f.id = d.file_id where r.id = @run
            union all
            select unnest(array[m.created_at, m.accepted_at, m.resent_at])
            from messages m join deliveries d on d.id = m.delivery_id where d.run_id = @run
            union all
            select a.attempted_at
            from message_attempts a join messages m on m.id = a.message_id join deliveries d on d.id = m.delivery_id where d.run_id = @run
            union all
            select started_at from delivery_attempts a join deliveries d on d.id = a.delivery_id where d.run_id = @run
            union all
            select downloaded_at from downloads where file_id = @file
            union all
            select at from audit where subject_type = 'file' and subject_id = @file::text
            ) facts where at is not null
            """,
            new { run, file })).Select(EvidenceRead.Words));
        var (rows, size, code) = await world.ScalarAsync<(long, long, int)>(
            """
            select d.row_count, f.size_bytes, (select max(reply_code) from message_attempts where reply_code >= 500)
            from deliveries d join stored_files f on f.id = d.file_id where d.run_id = @run
            """,
            new { run });
        pack.Holds(
            rows.ToString("N0", CultureInfo.InvariantCulture), size.ToString("N0", CultureInfo.InvariantCulture), $"{code}", "250",
            "On Email to of the scheduled list when it ran", "Reminder", "The Old Fire Station", "maker@venue.example", "File revoked",
            "Run link resent", "resender@venue.example", "Runs, messages and collections are kept for 12 months", "Name", "Email");

        // Nothing of a customer, and the two say the same.
        pack.HoldsNothingOf(await world.QueryAsync<string>("select email from crm.customers"));
        Assert.All(pack.Values(), value => Assert.Contains(value, pack.Document, StringComparison.Ordinal));
        Assert.Equal(
            ["JSON", "Word document"],
            await world.QueryAsync<string>(
                """
                select details ->> 'format' from audit
                where action = 'run.evidence_made' and subject_type = 'run' and subject_id = @run::text and user_id = @Id order by id
                """,
                new { run, staff.Id }));
    }

    [Fact]
    public async Task What_was_sent_to_an_address_is_told_of_it_alone_also_after_it_was_taken_off_and_its_run_deleted()
    {
        const string Address = "Leaves@evidence.example";
        var account = await application.CreateUserAsync(Address, Roles.CollectReport);
        var first = await world.AddScheduleAsync(DeliveryWorld.Due, [Address, "stays@evidence.example"]);
        var second = await world.AddScheduleAsync(DeliveryWorld.Due, ["other@evidence.example", "leaves@evidence.example"]);
        var third = await world.AddScheduleAsync(DeliveryWorld.Due, [Address, "quiet@evidence.example"]);
        var demanded = await world.AddScheduleAsync(null, [Address, "quiet@evidence.example"], onDemand: true);
        await world.DeliverEverythingAsync();
        await (await application.SignInAsAsync(Address)).SubmitAsync("/partner-companies", form: "form[action*='handler=Run']");
        await world.DeliverEverythingAsync();
        var run = await RunOfAsync(first.ScheduleId);
        await CollectAsync(run, account.Id, "203.0.113.9", true);
        var other = await application.CreateUserAsync("stays@evidence.example", Roles.CollectReport);
        await CollectAsync(run, other.Id, "198.51.100.4", true);
        await world.ExecuteAsync("delete from runs where schedule_id = @ScheduleId", third);
        await world.ExecuteAsync("delete from scheduled_list_recipients where address = @Address", new { Address });
        var administrator = await application.SignInAsync(Roles.Administrator);

        // Nothing is sent to it today: the search says that there was something.
        using var searched = await administrator.SubmitAsync("/access", new() { ["search"] = Address });
        var nothing = await administrator.PageAsync(searched.Headers.Location!.OriginalString);
        var page = await administrator.PageAsync(nothing.QuerySelector("#was-addressed a")!.GetAttribute("href")!);
        var url = page.QuerySelector("a[href^='/access/address/evidence']")!.GetAttribute("href")!;
        Assert.DoesNotContain("evidence.example", url, StringComparison.OrdinalIgnoreCase);
        var pack = await EvidenceRead.MakeAsync(administrator, url);

        Assert.Equal(3, pack.Json.GetProperty("deliveries").GetArrayLength());
        pack.Holds(await world.QueryAsync<string>(
            "select name from scheduled_lists where id = any(@ids)",
            new { ids = new[] { first.ScheduledListId, third.ScheduledListId, demanded.ScheduledListId } }));
        pack.Holds(
            Address, "203.0.113.9", "Ran it on demand on", "On Email to of the scheduled list when it ran",
            "Named on the delivery, by the register of files", "The run of one file is no longer kept");
        pack.Holds(await world.QueryAsync<string>("select message_id from messages where recipient = @Address", new { Address }));
        pack.Holds(await world.QueryAsync<string>(
            "select encode(sha256, 'hex') from stored_files f join file_origins o on o.file_id = f.id where @Address = any(o.for_whom)",
            new { Address }));
        pack.HoldsNothingOf(await world.QueryAsync<string>("select name from scheduled_lists where id = @ScheduledListId", second));
        pack.HoldsNothingOf("stays@evidence.example", "quiet@evidence.example", "198.51.100.4", "customer1@example.org");
        Assert.DoesNotContain("leaves@evidence.example", pack.Document, StringComparison.Ordinal);
        Assert.All(pack.Values(), value => Assert.Contains(value, pack.Document, StringComparison.Ordinal));
        Assert.Equal(
            (2L, Address),
            await world.ScalarAsync<(long, string)>(
                """
                select count(*), max(details ->> 'address') from audit
                where action = 'address.evidence_made' and subject_id is null and details ->> 'address' ilike @Address
                """,
                new { Address }));
        await administrator.PageAsync("/access/address/evidence?address=nobody%40evidence.example", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Where_a_customers_data_went_is_answered_in_two_presses_from_their_page()
    {
        var customer = await AddCustomerAsync("Asks Forit", "asks@customer.example", "Wantage");
        await AddCustomerAsync("Somebody Else", "else@customer.example", "Wantage");
        var leader = await application.CreateUserAsync("leader@evidence.example", Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(
            DeliveryWorld.Due, [leader.Email!, "second@evidence.example"], definition: In("Wantage"));
        var elsewhere = await world.AddScheduleAsync(DeliveryWorld.Due, ["third@evidence.example"], definition: In("Nowhere"));
        await world.DeliverEverythingAsync();
        var run = await RunOfAsync(schedule.ScheduleId);
        await CollectAsync(run, leader.Id, "203.0.113.10", true);
        await application.CreateUserAsync("explorer@evidence.example", Roles.InsightsAndMailings);
        var explorer = await application.SignInAsAsync("explorer@evidence.example");
        await explorer.SubmitAsync($"/customer-lists/{schedule.CustomerListId}/run", new() { ["FileFormat"] = "xlsx" });
        Assert.True(await world.SendAsync(new MakeExport()));
        await world.ExecuteAsync(
            """
            insert into crm.mailings_received (customer_id, category, name, received_at)
            values (@customer, 'Newsletter', 'Autumn letter', '2026-10-01T10:00:00Z')
            """,
            new { customer });
        var user = await application.CreateUserAsync("asked@venue.example", Roles.Administrator);
        var administrator = await application.SignInAsAsync(user.Email!);

        var page = await administrator.PageAsync($"/audit/customer-data/{customer}");
        var pack = await EvidenceRead.MakeAsync(administrator, page.QuerySelector("a[href$='/evidence']")!.GetAttribute("href")!);

        pack.Holds(
            "Asks Forit", "asks@customer.example", $"{customer}", leader.Email!, "second@evidence.example", "203.0.113.10",
            "explorer@evidence.example", "Ran it in the Customer List Explorer", "Autumn letter", "Newsletter",
            EvidenceRead.Words(InstantPattern.ExtendedIso.Parse("2026-10-01T10:00:00Z").Value), "Customers who live in Wantage.");
        Assert.Equal(2, pack.Json.GetProperty("deliveries").GetArrayLength());
        pack.Holds(await world.QueryAsync<string>(
            """
            select encode(f.sha256, 'hex') from stored_files f
            join file_origins o on o.file_id = f.id where o.customer_list_id = @CustomerListId
            """,
            schedule));
        pack.HoldsNothingOf("Somebody Else", "else@customer.example", "third@evidence.example");
        pack.HoldsNothingOf(await world.QueryAsync<string>("select name from scheduled_lists where id = @ScheduledListId", elsewhere));
        Assert.All(pack.Values(), value => Assert.Contains(value, pack.Document, StringComparison.Ordinal));
        Assert.Equal(
            2,
            await world.ScalarAsync<int>(
                """
                select count(*)::int from audit
                where action = 'customer.evidence_made' and subject_type = 'customer' and subject_id = @customer::text and user_id = @Id
                  and details::text not like '%Forit%'
                """,
                new { customer, user.Id }));

        // Erased since: the register still answers by the Customer ID.
        await world.ExecuteAsync("delete from crm.customers where id = @customer", new { customer });
        var after = await EvidenceRead.MakeAsync(administrator, $"/audit/customer-data/{customer}/evidence");
        Assert.Equal(2, after.Json.GetProperty("deliveries").GetArrayLength());
        after.HoldsNothingOf("Asks Forit", "asks@customer.example");
    }

    [Fact]
    public async Task A_file_that_expired_is_told_with_when_it_was_deleted_and_a_run_that_was_missed_with_why()
    {
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["expires@evidence.example"]);
        await world.DeliverEverythingAsync();
        var run = await RunOfAsync(schedule.ScheduleId);
        world.SetClock(DeliveryWorld.Due + Duration.FromDays(8));
        await world.SendAsync(new DeleteExpiredFiles());
        var missed = await world.ScalarAsync<long>(
            """
            insert into runs (schedule_id, kind, occurrence_at, as_of, state, reason, missed_count, first_missed_at, last_missed_at,
              schedule_name, created_at, finished_at)
            select id, 'scheduled', @at, @at, 'missed', 'The application was not running', 1, @at, @at, name, @at, @at
            from schedules where id = @ScheduleId
            returning id
            """,
            new { schedule.ScheduleId, at = DeliveryWorld.Due + Duration.FromDays(3) });
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);

        var pack = await EvidenceRead.MakeAsync(staff, $"/runs/{run}/evidence");

        pack.Holds((await world.QueryAsync<Instant>(
            """
            select unnest(array[f.expires_at, f.deleted_at]) from stored_files f join deliveries d on d.file_id = f.id where d.run_id = @run
            """,
            new { run })).Select(EvidenceRead.Words));
        pack.Holds("File deleted");
        Assert.Contains("Nobody is known to have collected it.", pack.Document, StringComparison.Ordinal);
        var none = await EvidenceRead.MakeAsync(staff, $"/runs/{missed}/evidence");
        none.Holds("Missed", "The application was not running");
        Assert.Equal(0, none.Json.GetProperty("deliveries").GetArrayLength());
        await staff.PageAsync("/runs/999999999/evidence", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_part_of_a_list_names_its_value_and_parts_in_one_mail_its_message_id_and_who_went_to_nobody()
    {
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["parts@evidence.example", "lead@evidence.example"]);
        await world.DeliverEverythingAsync();
        var run = await RunOfAsync(schedule.ScheduleId);
        await world.ExecuteAsync(
            """
            update deliveries
            set split_by = 'producer', split_value = 'Paper Lantern Theatre', part_key = 'producer x', part_rows = row_count
            where run_id = @run;
            update messages set sent_with = (select id from messages where recipient = 'lead@evidence.example')
            where recipient = 'parts@evidence.example';
            insert into run_splits values (@run, @ScheduledListId, 12345, 678, 9, '[]', 4321)
            """,
            new { run, schedule.ScheduledListId });
        var administrator = await application.SignInAsync(Roles.Administrator);

        var pack = await EvidenceRead.MakeAsync(administrator, $"/runs/{run}/evidence");

        pack.Holds("Paper Lantern Theatre", "Delivery, in one mail with another part", "12,345", "678", "4,321");
        var mails = await world.QueryAsync<string>(
            "select message_id from messages where recipient in ('lead@evidence.example', 'parts@evidence.example') order by recipient");
        pack.Holds(mails[0]);
        pack.HoldsNothingOf(mails[1]); // Of which there was no mail.
        Assert.All(pack.Values(), value => Assert.Contains(value, pack.Document, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pack_of_a_run_that_is_under_way_says_so_and_one_of_a_run_that_ended_does_not()
    {
        const string UnderWay = "The run is still under way";
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["waits@evidence.example"]);
        await world.ClaimAsync();
        var run = await RunOfAsync(schedule.ScheduleId);
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);

        (await EvidenceRead.MakeAsync(staff, $"/runs/{run}/evidence")).Holds(UnderWay, "Waiting");

        await world.DeliverEverythingAsync();
        (await EvidenceRead.MakeAsync(staff, $"/runs/{run}/evidence")).HoldsNothingOf(UnderWay);
    }

    [Fact]
    public async Task A_history_longer_than_a_pack_is_bounded_and_the_pack_says_so()
    {
        await world.ExecuteAsync(
            """
            with files as (
              insert into stored_files (name, content_type, compressed, created_at, completed_at, sha256)
              select 'long-' || n || '.csv', 'text/csv', false, @at + n * interval '1 minute', @at, decode(md5(n::text), 'hex')
              from generate_series(1, 512) n
              returning id, name, created_at)
            insert into file_origins (file_id, kind, list_name, schedule_name, run_id, for_whom, made_at)
            select id, 'delivery', name, 'A long history', 1, array['long@evidence.example'], created_at from files
            """,
            new { at = DeliveryWorld.Due });
        var administrator = await application.SignInAsync(Roles.Administrator);

        var pack = await EvidenceRead.MakeAsync(administrator, "/access/address/evidence?address=long%40evidence.example");

        Assert.Equal(500, pack.Json.GetProperty("deliveries").GetArrayLength());
        pack.Holds("A pack holds the newest 500 lists: 12 older ones are left out.", "long-512.csv", "long-13.csv");
        pack.HoldsNothingOf("long-12.csv");
    }

    private static string NotYesterday() => Json(
        new DonationCriterion { Date = new DateMetric(DateMetricKind.Yesterday) }, not: true);

    private static string In(string town) => Json(new TownCriterion([town]), not: false);

    private static string Json(Criterion criterion, bool not) => new ListDefinition(
        Filter.Empty,
        new Filter([new Area([new LocalSegment("Those", SegmentDefinition.Of(criterion)) { Not = not }])])).ToJson();

    private Task<long> RunOfAsync(long scheduleId) =>
        world.ScalarAsync<long>("select id from runs where schedule_id = @scheduleId", new { scheduleId });

    private Task CollectAsync(long run, Guid user, string from, bool completed) => world.ExecuteAsync(
        """
        insert into downloads (file_id, user_id, downloaded_at, from_address, completed)
        select file_id, @user, now(), @from, @completed from deliveries where run_id = @run
        """,
        new { run, user, from, completed });

    private Task<long> AddCustomerAsync(string name, string email, string town) => world.ScalarAsync<long>(
        """
        insert into crm.customers (external_reference, first_name, last_name, email, town, created_at)
        values (gen_random_uuid()::text, split_part(@name, ' ', 1), split_part(@name, ' ', 2), @email, @town, now())
        returning id
        """,
        new { name, email, town });
}
