using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Features.EraseCustomer;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using NodaTime;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>Only new names, new names marked, and only when something has changed: told from the last delivery.</summary>
public sealed class NewSinceTests(TestApplication application) : IClassFixture<TestApplication>
{
    private int towns;

    private NewSinceWorld Begin() => new(application, $"Town {++towns} {Guid.NewGuid():N}");

    [Fact]
    public async Task Only_new_names_over_three_days()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.New, first: Instant.FromUtc(2026, 11, 26, 8, 0));
        await list.LiveThereAsync("Ada", "Ben", "Cora");
        var thursday = await list.NextDayAsync();
        Assert.Equal(("delivered", 3L, "first"), (thursday.State, thursday.Customers, thursday.NotCompared));
        Assert.Equal(["Name,Email", "Ada,ada@example.org", "Ben,ben@example.org", "Cora,cora@example.org"], await list.LastFileAsync());
        Assert.Contains("Everyone counts as new: this is the first delivery", MailText.Plain(list.Mails()[^1]), StringComparison.Ordinal);

        await list.LiveThereAsync("Ben", "Cora", "Dan");
        var friday = await list.NextDayAsync();
        Assert.Equal((1L, (1L, 1L)), (friday.Customers, friday.Since));
        Assert.Equal(["Name,Email", "Dan,dan@example.org"], await list.LastFileAsync());
        Assert.Contains("1 new, 1 gone since Thursday 26 November.", MailText.Plain(list.Mails()[^1]), StringComparison.Ordinal);
        Assert.Contains("Your list is ready: 1 customer.", MailText.Plain(list.Mails()[^1]), StringComparison.Ordinal);

        // Ada comes back, having been away; Edna is there for the first time.
        await list.LiveThereAsync("Ada", "Cora", "Dan", "Edna");
        var saturday = await list.NextDayAsync();
        Assert.Equal((2L, (2L, 1L)), (saturday.Customers, saturday.Since));
        Assert.Equal(["Name,Email", "Ada,ada@example.org", "Edna,edna@example.org"], await list.LastFileAsync());
        Assert.Contains("2 new, 1 gone since Friday 27 November", MailText.Html(list.Mails()[^1]), StringComparison.Ordinal);
        foreach (var mail in list.Mails())
        {
            Assert.All(["Ada", "Ben", "Cora", "Dan", "Edna"], name =>
                Assert.DoesNotContain(name, MailText.Plain(mail) + MailText.Html(mail), StringComparison.Ordinal));
        }

        // How many are on the list stays told of the list.
        const string counted = "select last_count from customer_lists where id = @CustomerListId";
        Assert.Equal(4, await list.World.ScalarAsync<long>(counted, list.Schedule));
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        Assert.Contains(
            "2 new, 1 gone since Friday 27 November.", (await staff.PageAsync($"/runs/{saturday.RunId}")).Body!.TextContent,
            StringComparison.Ordinal);
        var partner = await application.SignInAsAsync(list.Recipient);
        Assert.Contains(
            "2 new, 1 gone since Friday 27 November", (await partner.PageAsync("/partner-companies")).Body!.TextContent,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    [InlineData("docx")]
    public async Task New_names_are_marked_in_a_column_at_the_end_in_every_format(string format)
    {
        var list = Begin();
        await list.BeginAsync(SendTo.Marked, format: format);
        await list.LiveThereAsync("Ada", "Ben");
        await list.NextDayAsync();
        await list.LiveThereAsync("Ben", "Cora");
        var delivery = await list.NextDayAsync();
        Assert.Equal(("delivered", 2L, (1L, 1L)), (delivery.State, delivery.Customers, delivery.Since));
        if (format == "csv")
        {
            Assert.Equal(
                ["Name,Email,New since last time", "Ben,ben@example.org,", "Cora,cora@example.org,Yes"], await list.LastFileAsync());
        }
    }

    [Fact]
    public async Task A_day_on_which_nobody_is_new_says_so_without_a_file()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.New);
        await list.LiveThereAsync("Ada", "Ben");
        await list.NextDayAsync();
        await list.LiveThereAsync("Ada");
        var delivery = await list.NextDayAsync();
        Assert.Equal(("delivered", 0L, (0L, 1L)), (delivery.State, delivery.Customers, delivery.Since));
        Assert.Null(delivery.FileId);
        Assert.Contains("Nobody on the list is new this time, so there is no file to collect.", MailText.Plain(list.Mails()[^1]),
            StringComparison.Ordinal);
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        Assert.Contains(
            "Nobody on the list was new", (await staff.PageAsync($"/runs/{delivery.RunId}")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_empty_list_skipped_a_day_without_new_names_sends_nothing_and_they_are_told_of_next_time()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.New, OnlyWhen.NotEmpty);
        await list.LiveThereAsync("Ada");
        await list.NextDayAsync();
        var skipped = await list.NextDayAsync();
        Assert.Equal("skipped", skipped.State);
        Assert.Equal(
            "Nobody on it is new since Tuesday 1 December, and this list is set to send nothing then.", skipped.Reason);
        await list.LiveThereAsync("Ada", "Ben");
        await list.NextDayAsync();
        Assert.Contains("1 new, 0 gone since Tuesday 1 December.", MailText.Plain(list.Mails()[^1]), StringComparison.Ordinal);
        Assert.Equal(2, list.Mails().Count);
    }

    [Fact]
    public async Task Only_when_it_has_changed_means_people_and_not_what_else_is_known_of_them()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.Everyone, OnlyWhen.Changed);
        await list.LiveThereAsync("Ada", "Ben");
        Assert.Equal("delivered", (await list.NextDayAsync()).State);
        await list.World.ExecuteAsync("update crm.customers set email = 'new-' || email where town is not null");
        var same = await list.NextDayAsync();
        Assert.Equal("skipped", same.State);
        Assert.Equal(
            "Nobody came or went since Tuesday 1 December, and this list is sent only when it has changed.", same.Reason);
        Assert.Null(same.FileId);

        // One comes and one goes: as many as before, and not the same.
        await list.LiveThereAsync("Ada", "Cora");
        Assert.Equal(("delivered", (1L, 1L)), (await list.NextDayAsync() is var changed ? changed.State : "", changed.Since));
        await list.LiveThereAsync();
        var empty = await list.NextDayAsync();
        Assert.Equal(("delivered", (0L, 2L)), (empty.State, empty.Since));
        Assert.Equal("skipped", (await list.NextDayAsync()).State);
    }

    [Fact]
    public async Task At_least_so_many_counts_what_would_be_sent_until_there_are_enough()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.New, OnlyWhen.AtLeast, 2);
        await list.LiveThereAsync("Ada", "Ben", "Cora");
        Assert.Equal("delivered", (await list.NextDayAsync()).State);
        await list.LiveThereAsync("Ada", "Ben", "Cora", "Dan");
        var one = await list.NextDayAsync();
        Assert.Equal("skipped", one.State);
        Assert.Equal("1 customer would have been sent, and this list is sent only when there are at least 2.", one.Reason);
        Assert.Equal(0, await list.World.ScalarAsync<long>(
            "select count(*) from stored_files f join deliveries d on d.file_id = f.id where d.id = @Id", one));
        await list.LiveThereAsync("Ada", "Ben", "Cora", "Dan", "Edna");
        var two = await list.NextDayAsync();
        Assert.Equal(("delivered", 2L, (2L, 0L)), (two.State, two.Customers, two.Since));
    }

    [Fact]
    public async Task The_file_of_a_list_that_is_held_back_is_deleted_at_once()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.Everyone, OnlyWhen.AtLeast, 3);
        await list.LiveThereAsync("Ada", "Ben");
        var few = await list.NextDayAsync();
        Assert.Equal(("skipped", "2 customers would have been sent, and this list is sent only when there are at least 3."),
            (few.State, few.Reason));
        Assert.Equal(0, await list.World.ScalarAsync<long>(
            "select count(*) from stored_file_chunks c where not exists (select from deliveries d where d.file_id = c.file_id)"));
        Assert.Empty(list.Mails());
    }

    [Fact]
    public async Task On_demand_and_tests_are_told_from_the_last_delivery_and_never_move_it()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.New, onDemand: true);
        await list.LiveThereAsync("Ada");
        await list.NextDayAsync();
        await list.LiveThereAsync("Ada", "Ben");
        var staff = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        for (var again = 0; again < 2; again++)
        {
            var partner = await application.SignInAsAsync(list.Recipient);
            await partner.SubmitAsync("/partner-companies", [], $"#run-{list.Schedule.ScheduledListId}");
            await list.World.DeliverEverythingAsync();
            Assert.Equal((1L, (1L, 0L)), (await list.LastAsync() is var asked ? asked.Customers : 0, asked.Since));
            var actor = new Actor(staff.Id, staff.Name, null);
            await list.World.SendAsync(new SendTest(list.Schedule.ScheduleId, list.Schedule.ScheduledListId, actor));
            await list.World.DeliverEverythingAsync();
            Assert.Equal(("delivered", (1L, 0L)), (await list.LastAsync() is var test ? test.State : "", test.Since));
        }

        Assert.Equal(1, await list.SetsAsync());
        var delivered = await list.RunNowAsync();
        Assert.Equal((1L, 0L), delivered.Since);
        Assert.Equal((0L, 0L), (await list.NextDayAsync()).Since);
    }

    [Fact]
    public async Task A_test_of_a_list_that_would_be_held_back_is_sent_nevertheless()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.Everyone, OnlyWhen.Changed);
        await list.LiveThereAsync("Ada");
        await list.NextDayAsync();
        var staff = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        await list.World.SendAsync(
            new SendTest(list.Schedule.ScheduleId, list.Schedule.ScheduledListId, new Actor(staff.Id, staff.Name, null)));
        await list.World.DeliverEverythingAsync();
        Assert.Equal("delivered", (await list.LastAsync()).State);
    }

    [Fact]
    public async Task A_delivery_that_failed_moves_nothing_and_counts_from_its_retry()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.New);
        await list.LiveThereAsync("Ada");
        await list.NextDayAsync();
        await list.LiveThereAsync("Ada", "Ben");
        var failed = await MakeAndFailAsync(list);

        // Nobody got it: the next is told from the one before.
        await list.LiveThereAsync("Ada", "Ben", "Cora");
        var second = await MakeAndFailAsync(list);
        Assert.Equal((2L, 0L), second.Since);
        Assert.True(await list.World.SendAsync(new RetryRun(second.RunId, Actor.System)));
        await list.World.DeliverEverythingAsync();
        Assert.Equal((0L, 0L), (await list.NextDayAsync()).Since);

        // A retry of the older one reaches its recipient now, and does not put the clock back.
        Assert.True(await list.World.SendAsync(new RetryRun(failed.RunId, Actor.System)));
        await list.World.DeliverEverythingAsync();
        await list.LiveThereAsync("Ada", "Ben", "Cora", "Dan");
        Assert.Equal((1L, 0L), (await list.NextDayAsync()).Since);
        await list.World.SendAsync(new SweepLastDeliveries());
        Assert.Equal(1, await list.SetsAsync());
    }

    [Fact]
    public async Task A_list_whose_making_is_tried_again_does_not_see_itself()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.New);
        await list.LiveThereAsync("Ada", "Ben");
        await list.World.ClaimAsync();
        await list.World.ExecuteAsync("alter table crm.customers rename to customers_away");
        try
        {
            while (await list.World.MakeAsync())
            {
            }
        }
        finally
        {
            await list.World.ExecuteAsync("alter table crm.customers_away rename to customers");
        }

        Assert.Equal(0, await list.SetsAsync());
        list.World.SetClock(application.Clock.GetCurrentInstant() + Duration.FromMinutes(2));
        await list.World.DeliverEverythingAsync();
        Assert.Equal((2L, 0L), (await list.LastAsync()).Since);
        Assert.Equal((0L, 0L), (await list.NextDayAsync()).Since);
    }

    [Fact]
    public async Task Another_Customer_List_starts_anew_and_the_mail_says_so()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.New);
        await list.LiveThereAsync("Ada", "Ben");
        await list.NextDayAsync();
        await list.World.ExecuteAsync(
            """
            with other as (
              insert into customer_lists (name, definition, output_columns, sort_by, created_at)
              select 'Other ' || gen_random_uuid(), definition, output_columns, sort_by, now()
              from customer_lists where id = @CustomerListId
              returning id)
            update scheduled_lists l set customer_list_id = other.id from other where l.id = @ScheduledListId
            """,
            list.Schedule);
        var anew = await list.NextDayAsync();
        Assert.Equal(((2L, 0L), "other_list"), (anew.Since, anew.NotCompared));
        Assert.Contains(
            "Everyone counts as new: it was another list until now.", MailText.Plain(list.Mails()[^1]), StringComparison.Ordinal);
        Assert.Equal((0L, 0L), (await list.NextDayAsync()).Since);
    }

    [Fact]
    public async Task With_its_key_lost_everyone_is_sent_and_the_mail_says_so()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.New);
        await list.LiveThereAsync("Ada", "Ben");
        await list.NextDayAsync();
        // As where the keys that protect it are gone.
        await list.World.ExecuteAsync(
            """
            with lost as (insert into member_keys (secret_protected, made_at) values ('\x00', now()) returning id)
            update delivered_members m set member_key_id = lost.id from lost where m.scheduled_list_id = @ScheduledListId
            """,
            list.Schedule);
        var anew = await list.NextDayAsync();
        Assert.Equal((2L, "keys_lost"), (anew.Customers, anew.NotCompared));
        Assert.Contains(
            "Everyone counts as new: who was on it before cannot be read any more.", MailText.Plain(list.Mails()[^1]),
            StringComparison.Ordinal);
        Assert.Equal((0L, 0L), (await list.NextDayAsync()).Since);
    }

    [Fact]
    public async Task Who_is_erased_is_forgotten_here_as_well_and_not_told_of_as_gone()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.New);
        await list.LiveThereAsync("Ada", "Ben");
        await list.NextDayAsync();
        Assert.Equal(16, await BytesAsync(list));
        var ada = await list.IdAsync("Ada");
        var reference = await list.World.ScalarAsync<string>("select external_reference from crm.customers where id = @ada", new { ada });
        Assert.IsType<EraseResult.Done>(await list.World.SendAsync(new ErasePerson(ada, reference, Actor.System)));
        Assert.Equal(8, await BytesAsync(list));
        Assert.Equal((0L, 0L), (await list.NextDayAsync()).Since);
        Assert.Equal(2, await list.World.SendAsync(new ForgetInLastDeliveries(await list.IdAsync("Ben"))));
        Assert.Equal(0, await BytesAsync(list));
        Assert.Equal((1L, 0L), (await list.NextDayAsync()).Since);
    }

    [Fact]
    public async Task What_is_kept_tells_nobody_without_the_key_and_another_list_has_it_otherwise()
    {
        var one = Begin();
        await one.BeginAsync(SendTo.Marked);
        await one.LiveThereAsync("Ada");
        await one.NextDayAsync();
        await one.World.ExecuteAsync(
            """
            insert into delivered_members (scheduled_list_id, delivery_id, customer_list_id, as_of, member_key_id, delivered)
            select scheduled_list_id, -delivery_id, customer_list_id, as_of, member_key_id, true from delivered_members
            where scheduled_list_id = @ScheduledListId
            """,
            one.Schedule);
        Assert.Equal(0, await one.World.ScalarAsync<long>(
            """
            select count(*)
            from delivered_member_parts p
            join delivered_members m on m.id = p.set_id and m.scheduled_list_id = @ScheduledListId
            join stored_file_members f on f.hashes = p.hashes or f.hashes = int8send(@ada)
            """,
            new { one.Schedule.ScheduledListId, ada = await one.IdAsync("Ada") }));
    }

    [Fact]
    public async Task One_set_is_kept_of_a_list_for_as_long_as_it_is_asked_for()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.Marked);
        await list.LiveThereAsync("Ada");
        for (var day = 0; day < 3; day++)
        {
            await list.NextDayAsync();
        }

        await list.World.SendAsync(new SweepLastDeliveries());
        Assert.Equal(1, await list.SetsAsync());
        Assert.Equal((0L, 0L), (await list.NextDayAsync()).Since);

        await list.ChooseAsync(SendTo.Everyone);
        await list.World.SendAsync(new SweepLastDeliveries());
        Assert.Equal(0, await list.SetsAsync());
        Assert.Equal((null, null), (await list.NextDayAsync()).Since);
        Assert.Equal(0, await list.SetsAsync());

        await list.ChooseAsync(SendTo.New);
        Assert.Equal("first", (await list.NextDayAsync()).NotCompared);
        await list.World.ExecuteAsync("update scheduled_lists set deleted_at = now() where id = @ScheduledListId", list.Schedule);
        await list.World.SendAsync(new SweepLastDeliveries());
        Assert.Equal(0, await list.SetsAsync());
    }

    [Fact]
    public async Task What_was_made_and_never_delivered_is_forgotten_with_its_file()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.New);
        await list.LiveThereAsync("Ada");
        await MakeAndFailAsync(list);
        await list.World.SendAsync(new SweepLastDeliveries());
        Assert.Equal(1, await list.SetsAsync());
        list.World.SetClock(application.Clock.GetCurrentInstant() + Duration.FromDays(8));
        await list.World.SendAsync(new DeleteExpiredFiles());
        await list.World.SendAsync(new SweepLastDeliveries());
        Assert.Equal(0, await list.SetsAsync());
    }

    /// <summary>Ada's second booking is Tidewater's, where she is new; with Paper Lantern she stays known.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_part_of_a_split_list_is_told_from_its_own_last_delivery(bool rowPerBooking)
    {
        var split = new SplitWorld(application);
        var world = split.World;
        await world.ExecuteAsync("update schedules set paused_at = now()");
        await split.FillAsync();
        var both = await split.PromoterAsync();
        world.SetClock(DeliveryWorld.Due);
        var ids = await split.AddAsync(
            "producer", [("Paper Lantern", both), ("Tidewater", both), ("North Quay", both)], rowPerBooking, "skip");
        await world.ExecuteAsync("update scheduled_lists set send = 'new' where id = @ScheduledListId", ids);
        await world.DeliverEverythingAsync();
        await world.ExecuteAsync(
            """
            insert into crm.bookings (id, external_reference, customer_id, event_instance_id, booked_at, tickets, amount, status, notes)
            values
              (7, 'B7', 1, 3, '2026-11-02 10:00+00', 1, 10, 'Confirmed', 'jazz'),
              (8, 'B8', 1, 3, '2026-11-02 10:00+00', 1, 10, 'Confirmed', 'too');
            delete from crm.bookings where id in (4, 5);
            """);
        world.SetClock(DeliveryWorld.Due + Duration.FromDays(1));
        await world.DeliverEverythingAsync();

        Assert.Equal(
            [
                "North Quay skipped 0 0 0", "Paper Lantern skipped 0 0 1", "Tidewater delivered 1 1 1",
            ],
            await world.QueryAsync<string>(
                """
                select concat_ws(' ', split_value, state, row_count, new_customers, gone_customers)
                from deliveries
                where scheduled_list_id = @ScheduledListId
                order by id desc, lower(split_value)
                limit 3
                """,
                ids) is var parts ? parts.Order() : []);
        var mail = split.MailTo(both)[^1];
        Assert.Contains("1 new, 1 gone since Tuesday 1 December", mail, StringComparison.Ordinal);
        var client = await application.SignInAsAsync(both);
        Assert.Equal(
            rowPerBooking
                ? ["Name,Event,Tickets,Notes", "Ada,Jazz,1,jazz", "Ada,Jazz,1,too"]
                : ["Name,Event,Tickets,Notes", "Ada,Jazz; Jazz,1; 1,jazz; too"],
            await SplitWorld.CollectAsync(client, Assert.Single(SplitWorld.Links(mail))));

        // A part that nobody gets any more is forgotten, and so are all of them where the list is whole again.
        await split.TakeOffAsync(ids.ScheduledListId, "North Quay", both);
        await world.SendAsync(new SweepLastDeliveries());
        Assert.Equal(2, await SetsAsync());
        await world.ExecuteAsync("update scheduled_lists set split_by = null where id = @ScheduledListId", ids);
        await world.SendAsync(new SweepLastDeliveries());
        Assert.Equal(0, await SetsAsync());

        Task<long> SetsAsync() => world.ScalarAsync<long>(
            "select count(*) from delivered_members where scheduled_list_id = @ScheduledListId", ids);
    }

    [Fact]
    public async Task A_list_with_a_row_for_each_booking_has_all_rows_of_who_is_new_and_counts_them_once()
    {
        var split = new SplitWorld(application);
        var world = split.World;
        await world.ExecuteAsync("update schedules set paused_at = now()");
        await split.FillAsync();
        world.SetClock(DeliveryWorld.Due);
        var recipient = await split.PromoterAsync();
        var ids = await world.AddScheduleAsync(DeliveryWorld.Due, [recipient], definition: SplitWorld.Booked);
        await world.ExecuteAsync(
            """
            update scheduled_lists
            set row_per_booking = true, send = 'new', output_columns = '{name,matched_event,matched_notes}', sort_by = '[]'
            where id = @ScheduledListId;
            delete from crm.bookings where customer_id = 1;
            """,
            ids);
        await world.DeliverEverythingAsync();
        await world.ExecuteAsync(
            """
            insert into crm.bookings (id, external_reference, customer_id, event_instance_id, booked_at, tickets, amount, status, notes)
            values
              (11, 'B11', 1, 1, '2026-11-02 10:00+00', 1, 10, 'Confirmed', 'one'),
              (12, 'B12', 1, 2, '2026-11-02 10:00+00', 1, 10, 'Confirmed', 'two'),
              (13, 'B13', 2, 2, '2026-11-02 10:00+00', 1, 10, 'Confirmed', 'of Ben, who is known')
            """);
        world.SetClock(DeliveryWorld.Due + Duration.FromDays(1));
        await world.DeliverEverythingAsync();
        Assert.Equal("1 1 0", await world.ScalarAsync<string>(
            """
            select concat_ws(' ', row_count, new_customers, gone_customers)
            from deliveries
            where scheduled_list_id = @ScheduledListId
            order by id desc
            limit 1
            """,
            ids));
        var client = await application.SignInAsAsync(recipient);
        Assert.Equal(
            ["Name,Event,Notes", "Ada,Clay Workshop,one", "Ada,Hamlet,two"],
            await SplitWorld.CollectAsync(client, Assert.Single(SplitWorld.Links(split.MailTo(recipient)[^1]))));
    }

    [Fact]
    public async Task Run_now_says_first_who_is_new_now_and_whether_anything_is_sent()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.New, OnlyWhen.AtLeast, 2);
        await list.LiveThereAsync("Ada", "Ben");
        await list.NextDayAsync();
        await list.LiveThereAsync("Ben", "Cora");
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var part = (await staff.PageAsync($"/send/run-now/{list.Schedule.ScheduleId}")).QuerySelector(".send-part")!;
        Assert.Contains(
            "1 new, 1 gone since Tuesday 1 December, 08:00. Only the 1 new customer is sent.", part.TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "As it is now, nothing is sent. 1 customer would have been sent, and this list is sent only when there are at least 2.",
            part.QuerySelector(".why")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Cora", Assert.Single(part.QuerySelectorAll("tbody tr")).QuerySelector("td")!.TextContent);

        // Asking moves nothing.
        await list.LiveThereAsync("Ben", "Cora", "Dan");
        Assert.Equal((2L, 1L), (await list.NextDayAsync()).Since);
    }

    [Fact]
    public async Task Who_gets_what_says_whom_a_list_sends_and_when()
    {
        var list = Begin();
        await list.BeginAsync(SendTo.New, OnlyWhen.AtLeast, 2);
        var administrator = await application.SignInAsync(Roles.Administrator);
        Assert.Contains(
            "only new customers, only when there are at least 2",
            (await administrator.PageAsync($"/access/lists/{list.Schedule.CustomerListId}")).Body!.TextContent, StringComparison.Ordinal);
    }

    private static Task<long> BytesAsync(NewSinceWorld list) => list.World.ScalarAsync<long>(
        """
        select coalesce(sum(octet_length(p.hashes)), 0)::bigint
        from delivered_member_parts p
        join delivered_members m on m.id = p.set_id
        where m.scheduled_list_id = @ScheduledListId
          and m.delivery_id = (select max(delivery_id) from delivered_members where scheduled_list_id = @ScheduledListId)
        """,
        list.Schedule);

    // As where the mail server has refused every message for good.
    private static async Task<NewSinceDelivery> MakeAndFailAsync(NewSinceWorld list)
    {
        await list.World.SendAsync(new RunNow(list.Schedule.ScheduleId, Actor.System));
        while (await list.World.MakeAsync())
        {
        }

        var made = await list.LastAsync();
        await list.World.ExecuteAsync(
            """
            update messages set state = 'failed' where delivery_id = @Id;
            update deliveries set state = 'failed', finished_at = now(), reason = 'No message could be sent.' where id = @Id;
            update runs set state = 'failed', finished_at = now() where id = @RunId;
            """,
            made);
        return await list.LastAsync();
    }
}
