using System.Net;
using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.BrowseSchedules;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Files.Members;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>To each their own: a list that is split, from its run to its files, mails and who may have them.</summary>
public sealed class SplitTests : IClassFixture<TestApplication>, IAsyncLifetime
{
    private readonly TestApplication application;
    private readonly SplitWorld split;
    private readonly DeliveryWorld world;

    public SplitTests(TestApplication application)
    {
        this.application = application;
        split = new SplitWorld(application);
        world = split.World;
        world.SetClock(DeliveryWorld.Due);
    }

    public async ValueTask InitializeAsync()
    {
        await world.ExecuteAsync("truncate schedules, runs cascade");
        await split.FillAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Three_promoters_get_three_files_each_with_their_own_bookings_alone_and_none_can_open_anothers()
    {
        var (paper, quay, tide) = (await split.PromoterAsync(), await split.PromoterAsync(), await split.PromoterAsync());
        var ids = await split.AddAsync(
            "producer", [("paper lantern", paper), ("North Quay", quay), ("Tidewater", tide), ("North Quay", tide)]);

        await world.DeliverEverythingAsync();

        Assert.Equal(
            ["North Quay 1 1 delivered", "paper lantern 2 3 delivered", "Tidewater 1 1 delivered"],
            await world.QueryAsync<string>(
                """
                select concat_ws(' ', split_value, row_count, booking_count, state)
                from deliveries
                where scheduled_list_id = @ScheduledListId
                order by lower(split_value)
                """,
                ids));
        string[] paperFile =
        [
            "Name,Event,Tickets,Notes", "Ada,Clay Workshop; Clay Workshop,1; 2,first; second", "Ben,Clay Workshop,4,",
        ];
        string[] quayFile = ["Name,Event,Tickets,Notes", "Ada,Hamlet,3,hers"];
        string[] tideFile = ["Name,Event,Tickets,Notes", "Cora,Jazz,5,"];
        var mails = new[] { paper, quay, tide }.Select(address => Assert.Single(split.MailTo(address))).ToArray();
        // A person with several values has one mail, with a link for each in the order of their names.
        Assert.Equal([1, 1, 2], mails.Select(mail => SplitWorld.Links(mail).Length));
        Assert.Contains("Attendees: paper lantern", mails[0], StringComparison.Ordinal);
        Assert.Contains("North Quay: 1 customer, 1 booking", mails[2], StringComparison.Ordinal);
        Assert.DoesNotContain("paper lantern", mails[2], StringComparison.OrdinalIgnoreCase);
        (string Link, string Owner, string[] File)[] links =
        [
            (SplitWorld.Links(mails[0])[0], paper, paperFile), (SplitWorld.Links(mails[1])[0], quay, quayFile),
            (SplitWorld.Links(mails[2])[0], tide, quayFile), (SplitWorld.Links(mails[2])[1], tide, tideFile),
        ];
        foreach (var person in new[] { paper, quay, tide })
        {
            var client = await application.SignInAsAsync(person);
            foreach (var (link, owner, file) in links)
            {
                if (owner == person)
                {
                    Assert.Equal(file, await SplitWorld.CollectAsync(client, link));
                }
                else
                {
                    await client.PageAsync(link, HttpStatusCode.NotFound);
                    await client.PageAsync($"{link}?handler=Download", HttpStatusCode.NotFound);
                }
            }

            var page = await client.PageAsync("/partner-companies");
            Assert.Equal(
                links.Where(link => link.Owner == person).Count(), page.QuerySelectorAll("#emailed a[data-file]").Length);
            foreach (var message in await world.QueryAsync<(long Id, string Recipient)>(
                """
                select m.id, m.recipient::text
                from messages m
                join deliveries d on d.id = m.delivery_id
                where d.scheduled_list_id = @ScheduledListId
                """,
                ids))
            {
                var answer = await client.GetAsync(
                    $"/partner-companies?handler=Emailed&message={message.Id}", TestContext.Current.CancellationToken);
                Assert.Equal(message.Recipient == person ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.StatusCode);
            }
        }

        // Each file has a register of its own: Ben is in one, Ada in two.
        Assert.Equal((2, 1, 0), (await HoldingAsync(1, ids), await HoldingAsync(2, ids), await HoldingAsync(4, ids)));
        Assert.Equal(4L, await world.ScalarAsync<long>("select last_count from customer_lists where id = @CustomerListId", ids));
        Assert.Equal(
            ["North Quay", "paper lantern", "Tidewater"],
            await world.QueryAsync<string>(
                "select o.split_value from file_origins o where o.customer_list_id = @CustomerListId order by lower(o.split_value)", ids));
    }

    // How many of the list's files hold a customer.
    private async Task<int> HoldingAsync(long customer, DeliveryWorld.ScheduleIds ids)
    {
        var files = await world.QueryAsync<long>("select file_id from deliveries where scheduled_list_id = @ScheduledListId", ids);
        var register = application.Services.GetRequiredService<MemberRegister>();
        return (await register.FindAsync(customer, TestContext.Current.CancellationToken)).Holding.Intersect(files).Count();
    }

    [Theory]
    [InlineData("event", "hamlet", new[] { "Name,Event,Tickets,Notes", "Ada,Hamlet,3,hers" })]
    [InlineData("event_tag", "EVENING", new[] { "Name,Event,Tickets,Notes", "Ada,Hamlet,3,hers" })]
    [InlineData(
        "event_tag", "Families",
        new[]
        {
            "Name,Event,Tickets,Notes", "Ada,Clay Workshop,1,first", "Ada,Clay Workshop,2,second", "Ada,Hamlet,3,hers",
            "Ben,Clay Workshop,4,",
        })]
    public async Task A_list_is_split_by_event_and_by_event_tag_as_well_with_a_row_for_each_booking(
        string by, string value, string[] expected)
    {
        var person = await split.PromoterAsync();
        await split.AddAsync(by, [(value, person)], rowPerBooking: true);
        await world.DeliverEverythingAsync();

        var link = Assert.Single(SplitWorld.Links(Assert.Single(split.MailTo(person))));
        Assert.Equal(expected, await SplitWorld.CollectAsync(await application.SignInAsAsync(person), link));
    }

    [Fact]
    public async Task An_address_taken_off_a_value_loses_its_files_at_once_and_keeps_its_others()
    {
        var person = await split.PromoterAsync();
        var ids = await split.AddAsync("producer", [("Paper Lantern", person), ("North Quay", person)]);
        await world.DeliverEverythingAsync();
        var client = await application.SignInAsAsync(person);
        var links = SplitWorld.Links(Assert.Single(split.MailTo(person)));

        await split.TakeOffAsync(ids.ScheduledListId, "North Quay", person);

        Assert.Contains(
            "withdrawn", (await client.PageAsync(links[0])).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(3, (await SplitWorld.CollectAsync(client, links[1])).Length);
        var emailed = Assert.Single((await client.PageAsync("/partner-companies")).QuerySelectorAll("#emailed a[data-file]"));
        Assert.Equal("Attendees: Paper Lantern", emailed.TextContent);
        var message = await world.ScalarAsync<long>(
            "select m.id from messages m join deliveries d on d.id = m.delivery_id where d.split_value = 'North Quay'");
        var run = await world.ScalarAsync<long>("select id from runs where schedule_id = @ScheduleId", ids);
        Assert.IsType<ResendResult.Refused>(await world.SendAsync(new ResendLink(run, message, Actor.System)));

        // Split by something else, the same word is another value; given to everyone, everyone may have any part.
        await world.ExecuteAsync("update scheduled_lists set split_by = 'event' where id = @ScheduledListId", ids);
        Assert.NotNull((await client.PageAsync(links[1])).QuerySelector("[role=alert]"));
        await world.ExecuteAsync("update scheduled_lists set split_by = null where id = @ScheduledListId", ids);
        Assert.Null((await client.PageAsync(links[0])).QuerySelector("[role=alert]"));
    }

    [Fact]
    public async Task A_whole_file_is_nobodys_once_its_list_is_split_and_the_whole_of_a_split_list_is_never_delivered()
    {
        var person = await split.PromoterAsync();
        var ids = await split.AddAsync("producer", [("Paper Lantern", person)]);
        await world.ExecuteAsync("update scheduled_lists set split_by = null where id = @ScheduledListId", ids);
        await world.DeliverEverythingAsync();
        var link = Assert.Single(SplitWorld.Links(Assert.Single(split.MailTo(person))));
        var client = await application.SignInAsAsync(person);
        Assert.Equal(5, (await SplitWorld.CollectAsync(client, link)).Length);

        await world.ExecuteAsync("update scheduled_lists set split_by = 'producer' where id = @ScheduledListId", ids);

        Assert.NotNull((await client.PageAsync(link)).QuerySelector("[role=alert]"));
        Assert.Empty((await client.PageAsync("/partner-companies")).QuerySelectorAll("#emailed"));
        // As a node of the version before would insert and complete it.
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => world.ExecuteAsync(
            """
            insert into deliveries (run_id, scheduled_list_id, position, name, customer_list_name, file_format, when_empty, snapshot,
              recipients, state, next_attempt_at)
            select r.id, @ScheduledListId, 1, 'A', 'A', 'csv', 'send', '{}', '{}', 'waiting', now() from runs r limit 1
            """,
            ids));
        Assert.Contains("is split", refused.Message, StringComparison.Ordinal);
        await world.SendAsync(new RunNow(ids.ScheduleId, Actor.System));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => world.ExecuteAsync(
            "update deliveries set state = 'sending', made_at = now() where split_value is not null"));
    }

    [Fact]
    public async Task A_part_that_fails_takes_no_other_with_it_is_named_in_the_mail_and_is_made_by_a_retry_with_a_mail_of_its_own()
    {
        var (both, quay) = (await split.PromoterAsync(), await split.PromoterAsync());
        await world.ExecuteAsync(
            """
            alter table crm.bookings disable trigger refuse_unusable;
            update crm.bookings set amount = 'NaN' where id = 3;
            alter table crm.bookings enable trigger refuse_unusable
            """);
        var ids = await split.AddAsync(
            "producer", [("Paper Lantern", both), ("North Quay", both), ("North Quay", quay), ("Tidewater", quay)], rowPerBooking: true,
            columns: "{name,matched_amount}");

        await world.DeliverEverythingAsync();

        Assert.Equal(
            ["North Quay failed", "Paper Lantern delivered", "Tidewater delivered"],
            await world.QueryAsync<string>("select concat_ws(' ', split_value, state) from deliveries order by split_value"));
        Assert.Equal("partly_delivered", await world.ScalarAsync<string>("select state from runs"));
        Assert.StartsWith("Attendees: North Quay: ", await world.ScalarAsync<string>("select reason from runs"), StringComparison.Ordinal);
        var mail = Assert.Single(split.MailTo(both));
        Assert.Contains("Could not be made this time: North Quay.", mail, StringComparison.Ordinal);
        Assert.Contains("Attendees: Paper Lantern", mail, StringComparison.Ordinal);
        var client = await application.SignInAsAsync(both);
        Assert.Equal(
            ["Name,Amount", "Ada,10.00", "Ada,20.00", "Ben,40.00"],
            await SplitWorld.CollectAsync(client, Assert.Single(SplitWorld.Links(mail))));

        await world.ExecuteAsync("update crm.bookings set amount = 30 where id = 3");
        var run = await world.ScalarAsync<long>("select id from runs");
        Assert.True(await world.SendAsync(new RetryRun(run, Actor.System)));
        await world.DeliverEverythingAsync();

        Assert.Equal("delivered", await world.ScalarAsync<string>("select state from runs"));
        Assert.Equal(2, split.MailTo(both).Length);
        Assert.Equal(
            ["Name,Amount", "Ada,30.00"],
            await SplitWorld.CollectAsync(client, Assert.Single(SplitWorld.Links(split.MailTo(both)[^1]))));
        Assert.Single(await world.QueryAsync<long>("select file_id from deliveries where split_value = 'Paper Lantern'"));
    }

    [Fact]
    public async Task A_mail_waits_for_the_persons_last_part_and_others_do_not()
    {
        var (both, tide) = (await split.PromoterAsync(), await split.PromoterAsync());
        await split.AddAsync("producer", [("Paper Lantern", both), ("North Quay", both), ("Tidewater", tide)]);
        await world.ClaimAsync();
        // What fails for now is tried again in a minute.
        await world.ExecuteAsync(
            """
            create function no_files() returns trigger language plpgsql as $$
              begin
                if new.name like '%North Quay%' then
                  raise exception 'no room' using errcode = '53100';
                end if;
                return new;
              end $$;
            create trigger no_files before insert on stored_files for each row execute function no_files();
            """);
        await world.MakeAsync();
        while (await world.SendMessagesAsync())
        {
        }

        Assert.Empty(split.MailTo(both));
        Assert.Single(split.MailTo(tide));
        await world.ExecuteAsync("drop trigger no_files on stored_files; drop function no_files()");
        Assert.False(await world.MakeAsync());
        application.Pass(Duration.FromMinutes(1));
        Assert.True(await world.MakeAsync());
        while (await world.SendMessagesAsync())
        {
        }

        Assert.Equal(2, SplitWorld.Links(Assert.Single(split.MailTo(both))).Length);
        Assert.Single(split.MailTo(tide));
        Assert.Equal("delivered", await world.ScalarAsync<string>("select state from runs"));
        Assert.Equal(
            ["North Quay 2", "Paper Lantern 1", "Tidewater 1"],
            await world.QueryAsync<string>("select concat_ws(' ', split_value, attempt) from deliveries order by split_value"));
    }

    [Fact]
    public async Task Whoever_loses_a_value_before_the_mail_goes_gets_the_mail_without_it()
    {
        var person = await split.PromoterAsync();
        var ids = await split.AddAsync("producer", [("North Quay", person), ("Paper Lantern", person), ("Tidewater", person)]);
        await world.ClaimAsync();
        await world.MakeAsync();
        // The mail is that of the first message; without it another leads.
        await split.TakeOffAsync(ids.ScheduledListId, "North Quay", person);
        while (await world.SendMessagesAsync())
        {
        }

        var mail = Assert.Single(split.MailTo(person));
        Assert.Equal(2, SplitWorld.Links(mail).Length);
        Assert.DoesNotContain("North Quay", mail, StringComparison.Ordinal);
        Assert.Equal(
            ["North Quay skipped cancelled", "Paper Lantern delivered accepted", "Tidewater delivered accepted"],
            await world.QueryAsync<string>(
                """
                select concat_ws(' ', d.split_value, d.state, m.state) from deliveries d join messages m on m.delivery_id = d.id
                order by d.split_value
                """));
    }

    [Fact]
    public async Task A_link_sent_again_is_that_of_one_part_and_leaves_the_others_as_they_are()
    {
        var person = await split.PromoterAsync();
        await split.AddAsync("producer", [("North Quay", person), ("Paper Lantern", person)]);
        await world.DeliverEverythingAsync();
        var first = SplitWorld.Links(Assert.Single(split.MailTo(person)));
        var (run, message) = (await world.QueryAsync<(long, long)>(
            """
            select d.run_id, m.id from messages m join deliveries d on d.id = m.delivery_id where d.split_value = 'Paper Lantern'
            """)).Single();

        Assert.IsType<ResendResult.Done>(await world.SendAsync(new ResendLink(run, message, Actor.System)));
        while (await world.SendMessagesAsync())
        {
        }

        var again = Assert.Single(SplitWorld.Links(split.MailTo(person)[^1]));
        var client = await application.SignInAsAsync(person);
        Assert.Equal(3, (await SplitWorld.CollectAsync(client, again)).Length);
        Assert.Equal(2, (await SplitWorld.CollectAsync(client, first[0])).Length);
        await client.PageAsync(first[1], HttpStatusCode.NotFound);
        Assert.Equal("delivered", await world.ScalarAsync<string>("select state from runs"));
    }

    [Theory]
    [InlineData("send", "delivered", 1)]
    [InlineData("skip", "skipped", 0)]
    public async Task A_part_that_nobody_is_in_follows_when_the_list_is_empty(string whenEmpty, string state, int mails)
    {
        var person = await split.PromoterAsync();
        await split.AddAsync("producer", [("Nobody's Theatre", person)], whenEmpty: whenEmpty);
        await world.DeliverEverythingAsync();

        Assert.Equal(state, await world.ScalarAsync<string>("select state from deliveries"));
        Assert.Equal(mails, split.MailTo(person).Count(mail => mail.Contains("No customers matched", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_goes_to_nobody_is_kept_with_the_run_and_of_a_value_without_recipient_the_owner_is_told_once()
    {
        var owner = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var person = await split.PromoterAsync();
        var ids = await split.AddAsync("producer", [("North Quay", person)], owner: owner.Id);
        await world.DeliverEverythingAsync();

        Assert.Equal(
            "4 1 1 2 Paper Lantern 2",
            await world.ScalarAsync<string>(
                """
                select concat_ws(' ', customers, customers_without_value, bookings_without_value, unmet_values, unmet -> 0 ->> 'value',
                  unmet -> 0 ->> 'customers')
                from run_splits
                """));
        Assert.Equal(
            [
                "Attendees: 2 producers have no recipient, so their customers go to nobody: Paper Lantern (2 customers), "
                + "TIDEWATER (1 customer).",
            ],
            await Told());

        // The same again is known; what is new is told, and so is what lost its recipient.
        await AgainAsync();
        Assert.Single(await Told());
        await world.ExecuteAsync("update crm.events set producer = 'Late Company' where id = 4");
        await split.NameAsync(ids.ScheduledListId, "Tidewater", person);
        await AgainAsync();
        Assert.Equal(
            "Attendees: 1 producer has no recipient, so their customers go to nobody: Late Company (1 customer).", (await Told())[^1]);
        await split.TakeOffAsync(ids.ScheduledListId, "Tidewater", person);
        await AgainAsync();
        Assert.Contains("TIDEWATER (1 customer)", (await Told())[^1], StringComparison.Ordinal);

        Task<IReadOnlyList<string>> Told() => world.QueryAsync<string>(
            "select items -> 0 ->> 'words' from notices where recipient = @Email order by id", new { owner.Email });

        async Task AgainAsync()
        {
            application.Pass(Duration.FromDays(1));
            await world.DeliverEverythingAsync();
        }
    }

    [Fact]
    public async Task On_demand_each_sees_and_runs_their_own_parts_and_joins_only_a_run_of_the_same_part()
    {
        var (both, quay) = (await split.PromoterAsync(), await split.PromoterAsync());
        var ids = await split.AddAsync(
            "producer", [("Paper Lantern", both), ("North Quay", both), ("North Quay", quay)], onDemand: true);
        await world.ExecuteAsync("update schedules set next_run_at = null where id = @ScheduleId", ids);
        var client = await application.SignInAsAsync(both);
        var page = await client.PageAsync("/partner-companies");
        Assert.Equal(
            ["Attendees: North Quay", "Attendees: Paper Lantern"],
            page.QuerySelectorAll(".report h2").Select(heading => heading.TextContent));
        var other = await application.SignInAsAsync(quay);
        var others = await other.PageAsync("/partner-companies");
        Assert.Equal(["Attendees: North Quay"], others.QuerySelectorAll(".report h2").Select(heading => heading.TextContent));

        foreach (var report in page.QuerySelectorAll(".report form"))
        {
            Assert.Equal(
                HttpStatusCode.SeeOther, (await client.SubmitAsync(page, "/partner-companies", form: $"#{report.Id}")).StatusCode);
        }

        // Another's part is not there to be run, whatever the form says.
        var theirs = await world.ScalarAsync<string>(
            "select id::text from scheduled_list_parts where address = @both and value = 'Paper Lantern'", new { both });
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await other.SubmitAsync(others, "/partner-companies", new() { ["part"] = theirs }, ".report form")).StatusCode);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await other.SubmitAsync(others, "/partner-companies", new() { ["part"] = null }, ".report form")).StatusCode);
        await other.SubmitAsync(others, "/partner-companies", form: ".report form");
        Assert.Equal(2L, await world.ScalarAsync<long>("select count(*) from runs"));
        while (await world.MakeAsync())
        {
        }

        Assert.Equal(
            [["Name,Event,Tickets,Notes", "Ada,Hamlet,3,hers"]],
            await FilesAsync(other));
        Assert.Equal([2, 3], (await FilesAsync(client)).Select(file => file.Length).Order());
        Assert.Empty(await world.QueryAsync<long>("select run_id from run_splits"));

        // Without the value there is neither report nor file.
        await split.TakeOffAsync(ids.ScheduledListId, "North Quay", quay);
        Assert.Empty(await FilesAsync(other));
        Assert.Empty((await other.PageAsync("/partner-companies")).QuerySelectorAll(".report"));

        static async Task<string[][]> FilesAsync(HttpClient person)
        {
            var files = new List<string[]>();
            foreach (var link in (await person.PageAsync("/partner-companies")).QuerySelectorAll("#downloads a[data-file]"))
            {
                var file = await person.GetStringAsync(link.GetAttribute("href"), TestContext.Current.CancellationToken);
                files.Add(file.TrimStart('\uFEFF').Trim().Split("\r\n"));
            }

            return [.. files];
        }
    }

    [Fact]
    public async Task A_test_sends_whoever_asks_every_part_in_one_mail()
    {
        var (person, staff) = (await split.PromoterAsync(), await application.CreateUserAsync(null, Roles.InsightsAndMailings));
        var ids = await split.AddAsync("producer", [("Paper Lantern", person), ("North Quay", person)]);
        await world.SendAsync(new SendTest(
            ids.ScheduleId, ids.ScheduledListId, new Actor(staff.Id, staff.Name, null)));
        while (await world.MakeAsync())
        {
        }

        while (await world.SendMessagesAsync())
        {
        }

        Assert.Equal(2, SplitWorld.Links(Assert.Single(split.MailTo(staff.Email!))).Length);
        Assert.Empty(split.MailTo(person));
        Assert.Empty(await world.QueryAsync<string>("select part_key from split_values_told"));
    }

    [Fact]
    public async Task Parts_are_made_together_and_no_worker_takes_up_another_of_them()
    {
        var person = await split.PromoterAsync();
        await split.AddAsync("producer", [("Paper Lantern", person), ("North Quay", person), ("Tidewater", person)]);
        await world.ClaimAsync();
        Assert.Equal(
            [(false, false), (true, true), (true, true)],
            await world.QueryAsync<(bool, bool)>("select made_with is not null, next_attempt_at = 'infinity' from deliveries order by id"));
        Assert.True(await world.MakeAsync());
        Assert.False(await world.MakeAsync());
        Assert.Equal(3L, await world.ScalarAsync<long>("select count(distinct file_id) from deliveries where state = 'sending'"));
    }

    [Fact]
    public async Task An_address_that_takes_anothers_place_takes_its_values_and_a_copy_of_a_schedule_has_them_all()
    {
        var (gone, stays, comes) = (await split.PromoterAsync(), await split.PromoterAsync(), await split.PromoterAsync());
        var ids = await split.AddAsync(
            "producer", [("Paper Lantern", gone), ("North Quay", gone), ("North Quay", stays), ("Tidewater", stays)]);
        foreach (var to in new[] { comes, stays })
        {
            var seen = await world.SendAsync(new PreviewReplacement(gone, to));
            Assert.IsType<ReplaceResult.Done>(await world.SendAsync(new ReplaceRecipient(gone, to, seen.Seen, Actor.System)));
            Assert.Equal(
                to == comes
                    ? [("North Quay", comes), ("North Quay", stays), ("Paper Lantern", comes), ("Tidewater", stays)]
                    : new[] { ("North Quay", stays), ("Paper Lantern", stays), ("Tidewater", stays) },
                (await PartsAsync(ids.ScheduledListId)).OrderBy(part => part.Item1).ThenBy(part => part.Item2 == stays));
            gone = comes;
        }

        var staff = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var copy = await world.SendAsync(
            new DuplicateSchedule(ids.ScheduleId, Guid.NewGuid(), new Actor(staff.Id, staff.Name, null)));
        var entry = await world.ScalarAsync<long>(
            "select id from scheduled_lists where schedule_id = @copy and split_by = 'producer'", new { copy });
        Assert.Equal(await PartsAsync(ids.ScheduledListId), await PartsAsync(entry));

        Task<IReadOnlyList<(string, string)>> PartsAsync(long list) => world.QueryAsync<(string, string)>(
            "select value, address::text from scheduled_list_parts where scheduled_list_id = @list order by value, address", new { list });
    }

    [Fact]
    public async Task Who_gets_what_names_the_values_of_an_address_and_its_export_does()
    {
        var person = await split.PromoterAsync();
        var ids = await split.AddAsync("producer", [("North Quay", person), ("Paper Lantern", person)]);
        var admin = await application.SignInAsync(Roles.Administrator);

        var page = await admin.PageAsync($"/access/lists/{ids.CustomerListId}");

        Assert.Contains("Only North Quay, Paper Lantern", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var export = await admin.GetStringAsync("/access?handler=Csv", TestContext.Current.CancellationToken);
        Assert.Contains("Attendees: North Quay, Paper Lantern", export, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_lost_its_booking_criterion_fails_as_a_whole_and_says_why()
    {
        var person = await split.PromoterAsync();
        var ids = await split.AddAsync("producer", [("Paper Lantern", person), ("North Quay", person)]);
        await world.ExecuteAsync(
            "update customer_lists set definition = @everyone::jsonb, output_columns = '{name}' where id = @CustomerListId",
            new { everyone = DeliveryWorld.Everyone, ids.CustomerListId });
        await world.DeliverEverythingAsync();

        Assert.Equal(
            ["failed", "failed"], await world.QueryAsync<string>("select state from deliveries"));
        Assert.Contains(
            "asks for no booking", await world.ScalarAsync<string>("select reason from runs"), StringComparison.Ordinal);
        Assert.Empty(split.MailTo(person));
    }
}
