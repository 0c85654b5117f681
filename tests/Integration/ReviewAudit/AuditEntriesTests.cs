using System.Net;
using CustomerListSchedules.Features.BrowseSchedules.Bulk;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.SendByHand;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Integration.AddCustomerList;
using CustomerListSchedules.Integration.DeliverSchedule;
using CustomerListSchedules.Integration.SignIn;
using MediatR;
using NodaTime;

namespace CustomerListSchedules.Integration.ReviewAudit;

/// <summary>Each kind of change leaves its entry: who, what, about what. (Where from needs a network: see the journeys.)</summary>
public sealed class AuditEntriesTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public AuditEntriesTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task Signing_in_failing_and_being_locked_out()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var visitor = application.Visitor();
        for (var i = 0; i < 5; i++)
        {
            await visitor.SubmitAsync("/sign-in", new() { ["Email"] = user.Email, ["Password"] = "wrong password" });
        }

        await visitor.SubmitAsync("/sign-in", new() { ["Email"] = user.Email, ["Password"] = TestApplication.Password });
        await visitor.SubmitAsync("/sign-in", new() { ["Email"] = "nobody.here@example.org", ["Password"] = "wrong password" });
        Assert.Equal(
            [
                .. Enumerable.Repeat(("account.sign_in_failed", user.Email, "wrong password"), 5), ("account.locked", user.Email, null),
                ("account.sign_in_throttled", user.Email, null)
            ],
            await application.ListAsync<(string, string?, string?)>(
                "select action, who, details->>'why' from audit where subject_id = @id order by id", new { id = user.Id.ToString() }));
        Assert.Equal(
            "no such account",
            await application.AskAsync<string>("select details->>'why' from audit where who = 'nobody.here@example.org'"));
    }

    [Fact]
    public async Task Accounts_their_roles_passwords_and_second_steps()
    {
        var (administrator, who) = await SignInAsync(Roles.Administrator);
        await administrator.SubmitAsync("/settings/user-accounts/new", new()
        {
            ["Name"] = "Entry", ["Email"] = "entry@example.org", ["Password"] = "three blue kettles", ["Roles"] = Roles.InsightsAndMailings,
        });
        var id = await application.AskAsync<Guid>("select id from users where email = 'entry@example.org'");
        var url = $"/settings/user-accounts/{id}";
        await administrator.SubmitAsync(url, new() { ["Roles"] = Roles.Administrator }, form: "#user-account");
        await administrator.SubmitAsync(url + "/change-password", new() { ["Password"] = "four green kettles" });
        await application.DoAsync(
            "insert into authenticators (user_id, key_protected, last_step, set_up_at) values (@id, '\\x00', 1, now())", new { id });
        await administrator.SubmitAsync(url + "/reset-two-step");
        await administrator.SubmitAsync(url, form: "#confirm-active form");
        await administrator.SubmitAsync(url, form: "#confirm-active form");
        Assert.Equal(
            [
                "account.created", "account.changed", "account.password_changed", "account.two_step_reset", "account.deactivated",
                "account.reactivated"
            ],
            await ActionsAsync("account", id, who));
        Assert.Equal(
            ("Insights & Mailings", "Administrator"),
            await application.AskAsync<(string, string)>(
                "select details->'before'->'Roles'->>0, details->'after'->'Roles'->>0 from audit where subject_id = @id "
                + "and action = 'account.changed'", new
                {
                    id = id.ToString(),
                }));

        var (own, owner) = await SignInAsync(Roles.InsightsAndMailings);
        await own.SubmitAsync(
            "/account/change-password",
            new() { ["Present"] = "a wrong password", ["Password"] = "four green kettles", ["Again"] = "four green kettles" });
        await own.SubmitAsync(
            "/account/change-password",
            new() { ["Present"] = TestApplication.Password, ["Password"] = "four green kettles", ["Again"] = "four green kettles" });
        var page = await own.PageAsync("/account/two-step");
        await own.SubmitAsync(page, "/account/two-step", new() { ["Code"] = AuthenticatorApp.On(page).Next(application) });
        await own.SubmitAsync("/account/two-step/recovery-codes", new() { ["Present"] = "four green kettles" });
        await own.SubmitAsync("/account/two-step/turn-off", new() { ["Present"] = "a wrong password" });
        await own.SubmitAsync("/account/two-step/turn-off", new() { ["Present"] = "four green kettles" });
        Assert.Equal(
            [
                "account.signed_in", "account.password_refused", "account.password_changed", "account.two_step_set_up",
                "account.recovery_codes_renewed", "account.password_refused",
                "account.two_step_turned_off",
            ],
            await ActionsAsync("account", owner.Id, owner));
    }

    [Fact]
    public async Task Schedules_what_they_hold_and_every_address()
    {
        var (staff, who) = await SignInAsync(Roles.Administrator);
        var list = await application.CustomerListAsync("For the audit");
        await staff.SubmitAsync(
            "/schedules/new",
            new() { ["Details.Name"] = "Audited schedule", ["Details.RunOnDemand"] = "true", ["Details.RunAsSchedule"] = null });
        var schedule = await application.AskAsync<long>("select id from schedules where name = 'Audited schedule'");
        var entry = await application.EntryAsync(schedule, list, "Audited entry", "one@audit.example", "two@audit.example");
        await staff.SubmitAsync("/access/replace?from=two%40audit.example&to=three%40audit.example", form: "section form");
        await staff.SubmitAsync($"/schedules/{schedule}", form: "form[action*='handler=Pause']");
        await staff.SubmitAsync($"/schedules/{schedule}", form: "form[action*='handler=Resume']");
        var colleague = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        await staff.SubmitAsync(
            $"/schedules/{schedule}", new() { ["to"] = colleague.Id.ToString() }, form: "form[action*='handler=Owner']");
        await staff.SubmitAsync($"/schedules/{schedule}/customer-lists", form: "form[action*='handler=Delete']");
        await staff.SubmitAsync($"/schedules/{schedule}", form: "form[action*='handler=Delete']");
        Assert.Equal(
            ["schedule.created", "schedule.paused", "schedule.resumed", "schedule.owner_changed", "schedule.deleted"],
            await ActionsAsync("schedule", schedule, who));
        Assert.Equal(["scheduled_list.address_replaced", "scheduled_list.deleted"], await ActionsAsync("scheduled_list", entry, who));
        Assert.Equal(
            ("two@audit.example", "three@audit.example"),
            await application.AskAsync<(string, string)>(
                "select details->'addressesTakenOff'->>0, details->'addressesAdded'->>0 from audit "
                + "where action = 'scheduled_list.address_replaced' and subject_id = @entry::text", new
                {
                    entry,
                }));
    }

    [Fact]
    public async Task Customer_Lists_and_runs_of_them()
    {
        var (staff, who) = await SignInAsync(Roles.InsightsAndMailings);
        await staff.SubmitAsync("/customer-lists/new", new() { ["Details.Name"] = "Audited list" });
        var list = await application.AskAsync<long>("select id from customer_lists where name = 'Audited list'");
        await world.AddCustomersAsync(1);
        await staff.SubmitAsync($"/customer-lists/{list}/run");
        Assert.True(await world.SendAsync(new MakeExport()));
        await staff.SubmitAsync($"/customer-lists/{list}/details", new() { ["Details.Name"] = "Audited list, renamed" });
        var actions = await ActionsAsync("customer_list", list, who);
        Assert.Equal(["customer_list.created", "customer_list.run", "customer_list.renamed"], actions);
    }

    [Fact]
    public async Task Files_made_downloaded_revoked_and_deleted()
    {
        await world.AddCustomersAsync(2);
        var (partner, recipient) = await SignInAsync(Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(null, [recipient.Email!], onDemand: true);
        await partner.SubmitAsync("/partner-companies", form: "form[action*='handler=Run']");
        await world.DeliverEverythingAsync();
        var file = await application.AskAsync<long>("select file_id from deliveries where scheduled_list_id = @ScheduledListId", schedule);
        var delivery = await application.AskAsync<long>("select id from deliveries where scheduled_list_id = @ScheduledListId", schedule);
        using var download = await partner.GetAsync(
            (await partner.PageAsync("/partner-companies")).QuerySelector("a[data-file]")!.GetAttribute("href"),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, download.StatusCode);
        Assert.Equal(["scheduled_list.run_on_demand"], await ActionsAsync("scheduled_list", schedule.ScheduledListId, recipient));
        Assert.Equal(["delivery.file_made"], await ActionsAsync("delivery", delivery, null));
        Assert.Equal(["file.downloaded"], await ActionsAsync("file", file, recipient));

        var (staff, who) = await SignInAsync(Roles.InsightsAndMailings);
        await staff.SubmitAsync($"/files/{file}/revoke", new() { ["Reason"] = "Sent by mistake" });
        Assert.Equal(["file.revoked"], await ActionsAsync("file", file, who));

        var kept = await world.AddScheduleAsync(DeliveryWorld.Due, ["nobody@example.org"]);
        await world.DeliverEverythingAsync();
        application.Pass(Duration.FromDays(8));
        await world.SendAsync(new DeleteExpiredFiles());
        application.Pass(-Duration.FromDays(8));
        var expired = await application.AskAsync<long>("select file_id from deliveries where scheduled_list_id = @ScheduledListId", kept);
        Assert.Equal(["file.deleted"], await ActionsAsync("file", expired, null));
    }

    /// <summary>
    /// A request that says who asks is there to be recorded: its handler, or what it works through, holds the audit. A run from the
    /// explorer is recorded once its file is made, by the one who makes it: see <see cref="Customer_Lists_and_runs_of_them"/>.
    /// </summary>
    [Fact]
    public void Every_request_that_names_an_actor_can_write_to_the_audit()
    {
        var types = typeof(StartUp).Assembly.GetTypes();
        var requests = types.Where(type => type.GetProperties().Any(property => property.PropertyType == typeof(Actor))
            && type.GetInterfaces().Any(
                contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequest<>))).ToList();
        Assert.InRange(requests.Count, 30, int.MaxValue);
        var silent =
            from request in requests
            from handler in types
            where handler.GetInterfaces()
                .Any(
                    contract => contract.IsGenericType
                        && contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)
                        && contract.GetGenericArguments()[0] == request)
            where !Holds(handler, 3)
            select request.Name;

        // Each of many schedules is changed, a file is checked at once, and what was asked about is sent, by a request of its own.
        Assert.Equal([nameof(ChangeMany), nameof(CheckAtOnce), nameof(RunList), nameof(SendAsked)], silent.Order(StringComparer.Ordinal));

        static bool Holds(Type type, int depth) => type == typeof(AuditLog) || (depth > 0 && type.Assembly == typeof(StartUp).Assembly
            && type.GetConstructors(
                System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic)
                .SelectMany(constructor => constructor.GetParameters()).Any(parameter => Holds(parameter.ParameterType, depth - 1)));
    }

    private async Task<(HttpClient Client, User User)> SignInAsync(string role)
    {
        var user = await application.CreateUserAsync(null, role);
        return (await application.SignInAsAsync(user.Email!), user);
    }

    /// <summary>What somebody did to something, in order; null is the application itself.</summary>
    private Task<IReadOnlyList<string>> ActionsAsync(string type, object id, User? who) => application.ListAsync<string>(
        "select action from audit where subject_type = @type and subject_id = @id and user_id is not distinct from @who "
        + "and at is not null order by id",
        new { type, id = id.ToString(), who = who?.Id });
}
