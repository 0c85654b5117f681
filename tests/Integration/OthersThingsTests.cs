using System.Net;
using System.Text.RegularExpressions;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Integration.AddCustomerList;
using CustomerListSchedules.Integration.DeliverSchedule;
using static CustomerListSchedules.Integration.RouteWalkTests.Access;

namespace CustomerListSchedules.Integration;

/// <summary>
/// What belongs to somebody answers everybody else like what never was: 404, and the same status, headers and body to the byte.
/// The routes come from the route walk's table, so that a new one cannot be forgotten.
/// </summary>
public sealed partial class OthersThingsTests : IClassFixture<TestApplication>
{
    // What the visitor sees on these depends on the visitor alone: they take no id.
    private static readonly string[] TakeNoId = ["GET /partner-companies?handler=Progress"];

    // These judge the form, which is empty here, before they look for what it is about; or show what is the visitor's own,
    // whatever the list: an answer, but the same for what was deleted and for what never was.
    private static readonly string[] AnswerWithoutLooking =
    [
        "GET /customer-lists/{id:long}?handler=Count",
        "POST /customer-lists/{id:long}/details",
        "POST /schedules/{id:long}?handler=Duplicate",
        "POST /schedules/{id:long}/basic-details",
        "POST /schedules/{id:long}/basic-details?handler=Preview",
        "POST /schedules/{scheduleId:long}/customer-lists/new?handler=Recipients",
        "POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=Recipients",
    ];

    private const string Never = "999999999";
    private static readonly Guid NeverGuid = new("0199d5a0-ffff-7000-8000-000000000000");

    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public OthersThingsTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    /// <summary>A request: the URL and, for a POST, the form.</summary>
    private sealed record Ask(string Url, Dictionary<string, string>? Form = null);

    /// <param name="Route">As the route walk names it.</param>
    /// <param name="Other">Who is not to know of it.</param>
    /// <param name="Theirs">What Other asks about it.</param>
    /// <param name="Unknown">The same about what never was.</param>
    /// <param name="Owner">Who may.</param>
    /// <param name="Own">What they ask: shows that the request is one that can succeed.</param>
    private sealed record Thing(string Route, HttpClient Other, Ask Theirs, Ask Unknown, HttpClient Owner, Ask Own);

    [Fact]
    public async Task What_is_somebody_elses_answers_like_what_never_was()
    {
        var things = await ThingsAsync();
        var owned = RouteWalkTests.Table.Where(row =>
            (row.Value is SignedIn or Collectors
                && (row.Key.Contains('{', StringComparison.Ordinal) || row.Key.Contains("?handler=", StringComparison.Ordinal)))
            || (row.Value == Staff && row.Key.Contains(":guid}", StringComparison.Ordinal))).Select(row => row.Key);
        Assert.Empty(owned.Except(things.Select(thing => thing.Route)).Except(TakeNoId));
        Assert.Empty(things.Select(thing => thing.Route).Except(RouteWalkTests.Table.Keys));

        var wrong = new List<string>();
        foreach (var thing in things)
        {
            var theirs = await AnswerAsync(thing.Other, thing.Route, thing.Theirs);
            var unknown = await AnswerAsync(thing.Other, thing.Route, thing.Unknown);
            var owners = await AnswerAsync(thing.Owner, thing.Route, thing.Own);
            if (theirs.Status != HttpStatusCode.NotFound || theirs != unknown || (int)owners.Status >= 400)
            {
                wrong.Add(
                    $"{thing.Route}: theirs {theirs.Status}, unknown {unknown.Status}, to its owner "
                    + $"{owners.Status}{(theirs == unknown ? "" : ", and they differ")}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task What_was_deleted_answers_like_what_never_was()
    {
        var list = await application.CustomerListAsync("Deleted list");
        var live = await application.ScheduleAsync("Live");
        var kept = await application.CustomerListAsync("Kept list");
        var entry = await application.EntryAsync(live, kept, "Deleted entry", "somebody@example.org");
        var schedule = await application.ScheduleAsync("Deleted", deleted: true);
        await application.DoAsync(
            "update customer_lists set deleted_at = now() where id = @list; update scheduled_lists set deleted_at = now() "
            + "where id = @entry", new
            {
                list,
                entry,
            });
        var administrator = await application.SignInAsync(Roles.Administrator);
        var token = await TokenAsync(administrator, "/schedules");
        var checkedRoutes = 0;
        var wrong = new List<string>();
        foreach (var route in RouteWalkTests.Table.Keys)
        {
            var path = route[(route.IndexOf(' ') + 1)..];
            (string Deleted, string Unknown)? pair = path switch
            {
                _ when path.StartsWith("/schedules/{scheduleId:long}/customer-lists/{entryId:long}", StringComparison.Ordinal) =>
                    (path.Replace("{scheduleId:long}", $"{live}", StringComparison.Ordinal)
                        .Replace("{entryId:long}", $"{entry}", StringComparison.Ordinal),
                        path.Replace("{scheduleId:long}", $"{live}", StringComparison.Ordinal)
                            .Replace("{entryId:long}", Never, StringComparison.Ordinal)),
                _ when path.StartsWith("/schedules/{id:long}", StringComparison.Ordinal) => Both(path, "{id:long}", schedule),
                _ when path.StartsWith("/schedules/{scheduleId:long}", StringComparison.Ordinal)
                    && !path.Contains("{entryId", StringComparison.Ordinal) => Both(path, "{scheduleId:long}", schedule),
                _ when path.StartsWith("/customer-lists/{id:long}", StringComparison.Ordinal) => Both(path, "{id:long}", list),
                _ when path.StartsWith("/access/lists/{id:long}", StringComparison.Ordinal) => Both(path, "{id:long}", list),
                _ => null,
            };
            if (pair is not { } urls)
            {
                continue;
            }

            checkedRoutes++;
            var form = route.StartsWith("POST ", StringComparison.Ordinal)
                ? new Dictionary<string, string> { ["__RequestVerificationToken"] = token }
                : null;
            var deleted = await AnswerAsync(administrator, route, new Ask(urls.Deleted, form));
            var unknown = await AnswerAsync(administrator, route, new Ask(urls.Unknown, form));
            if ((deleted.Status != HttpStatusCode.NotFound && !AnswerWithoutLooking.Contains(route))
                || WithoutTokens(deleted, schedule, list) != WithoutTokens(unknown))
            {
                wrong.Add($"{route}: deleted {deleted.Status}, unknown {unknown.Status}{(deleted == unknown ? "" : ", and they differ")}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(checkedRoutes, 30, int.MaxValue);

        static (string, string) Both(string path, string parameter, long id) =>
            (path.Replace(parameter, $"{id}", StringComparison.Ordinal), path.Replace(parameter, Never, StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<Thing>> ThingsAsync()
    {
        await world.AddCustomersAsync(2);
        var owner = await application.CreateUserAsync(null, Roles.CollectReport);
        var mine = await application.SignInAsAsync(owner.Email!);
        var other = await application.SignInAsync(Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, [owner.Email!], onDemand: true);
        await world.DeliverEverythingAsync();
        var link = LinkTo(owner);
        var message = await world.ScalarAsync<long>("select id from messages where recipient = @Email", owner);
        await mine.SubmitAsync("/partner-companies", form: $"form[action*='handler=Run']:has(input[value='{schedule.ScheduledListId}'])");
        await world.DeliverEverythingAsync();
        var request = await world.ScalarAsync<long>("select id from run_requests where user_id = @Id", new { owner.Id });
        var first = await world.ScalarAsync<Guid>("select id from sessions where user_id = @Id", new { owner.Id });
        await application.SignInAsAsync(owner.Email!);
        var session = await world.ScalarAsync<Guid>(
            "select id from sessions where user_id = @Id and id <> @first", new { owner.Id, first });
        var (mineToken, otherToken) = (await TokenAsync(mine, "/partner-companies"), await TokenAsync(other, "/partner-companies"));

        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var colleague = await application.SignInAsync(Roles.InsightsAndMailings);
        var list = await application.CustomerListAsync("Run by a colleague");
        var started = await staff.SubmitAsync($"/customer-lists/{list}/run");
        var export = started.Headers.Location!.OriginalString.Split("export=")[1];
        Assert.True(await application.SendAsync(new MakeExport()));

        // To staff, an account with any other role than Collect Report alone is nobody's; administrators have their own page for it.
        var administrator = await application.CreateUserAsync(null, Roles.Administrator);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var staffToken = await TokenAsync(staff, "/schedules");
        var stamp = await world.ScalarAsync<string>("select concurrency_stamp from users where id = @Id", partner);
        var unknownLink = "/collect/" + new string('A', 43);
        Thing Link(string route, string query) => new(
            route, other, Post(route, link + query, otherToken), Post(route, unknownLink + query, otherToken), mine,
            Post(route, link + query, mineToken));
        Thing Run(string handler) => new(
            $"GET /customer-lists/{{id:long}}/run{handler}", colleague, Export(handler, export), Export(handler, $"{NeverGuid}"), staff,
            Export(handler, export));
        Ask Export(string handler, string id) => new($"/customer-lists/{list}/run{handler}{(handler.Length > 0 ? "&" : "?")}export={id}");
        Ask Account(string route, Guid id) => Post(route, $"/users/{id}/change-password", staffToken, ("Password", "three blue kettles"));
        Ask Active(Guid id) => Post("POST", "/users?handler=Active", staffToken, ("id", $"{id}"), ("active", "false"));
        Ask OnDemand(string id, string token) => Post("POST", "/partner-companies?handler=Run", token, ("list", id));
        Ask End(Guid id, string token) => Post("POST", "/account?handler=End", token, ("id", $"{id}"));
        Ask Emailed(string id) => new($"/partner-companies?handler=Emailed&message={id}");
        Ask Person(string route, Guid id) => Post(
            route, $"/users/{id}", staffToken, ("Name", partner.Name), ("Email", partner.Email!),
            ("Version", stamp));
        Ask Download(string id) => new($"/partner-companies?handler=Download&request={id}");
        return
        [
            new Thing(
                "POST /account?handler=End", other, End(session, otherToken), End(NeverGuid, otherToken), mine, End(session, mineToken)),
            .. RouteWalkTests.Table.Keys.Where(route => route.Contains(" /collect/", StringComparison.Ordinal))
                .Select(route => Link(route, route.Contains('?', StringComparison.Ordinal) ? route[route.IndexOf('?')..] : "")),
            new Thing(
                "GET /partner-companies?handler=Download", other, Download($"{request}"), Download(Never), mine, Download($"{request}")),
            new Thing(
                "GET /partner-companies?handler=Emailed", other, Emailed($"{message}"), Emailed(Never), mine, Emailed($"{message}")),
            new Thing(
                "POST /partner-companies?handler=Run", other, OnDemand($"{schedule.ScheduledListId}", otherToken),
                OnDemand(Never, otherToken),
                mine, OnDemand($"{schedule.ScheduledListId}", mineToken)),
            Run(""),
            Run("?handler=Progress"),
            Run("?handler=File"),
            .. new[] { "GET /users/{id:guid}", "POST /users/{id:guid}" }
                .Select(route => new Thing(
                    route, staff, Person(route, administrator.Id), Person(route, NeverGuid), staff, Person(route, partner.Id))),
            .. new[] { "GET /users/{id:guid}/change-password", "POST /users/{id:guid}/change-password" }
                .Select(route => new Thing(
                    route, staff, Account(route, administrator.Id), Account(route, NeverGuid), staff, Account(route, partner.Id))),
            new Thing("POST /users?handler=Active", staff, Active(administrator.Id), Active(NeverGuid), staff, Active(partner.Id)),
        ];

        static Ask Post(string route, string url, string token, params (string Name, string Value)[] fields) => new(
            url,
            route.StartsWith("POST", StringComparison.Ordinal)
                ? fields.Append(("__RequestVerificationToken", token)).ToDictionary(field => field.Item1, field => field.Item2)
                : null);

        string LinkTo(User user)
        {
            var text = MailText.Plain(MailText.In(Path.Combine(
                application.DataDirectory, "mail")).Last(mail => mail.Contains(user.Email!, StringComparison.Ordinal)));
            var from = text.IndexOf("/collect/", StringComparison.Ordinal);
            return text[from..(from + "/collect/".Length + 43)];
        }
    }

    private static async Task<string> TokenAsync(HttpClient client, string url) =>
        (await client.PageAsync(url)).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

    // A form that is shown again carries a new token and the id that it was asked for.
    private static (HttpStatusCode, string, string) WithoutTokens(
        (HttpStatusCode Status, string Headers, string Body) answer, params long[] ids) =>
        (answer.Status, answer.Headers, ids.Aggregate(
            Token().Replace(answer.Body, "token"), (body, id) => body.Replace($"/{id}", "/" + Never, StringComparison.Ordinal)));

    [GeneratedRegex("CfDJ8[A-Za-z0-9_-]+")]
    private static partial Regex Token();

    private static async Task<(HttpStatusCode Status, string Headers, string Body)> AnswerAsync(HttpClient client, string route, Ask ask)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route[..route.IndexOf(' ')]), ask.Url);
        if (ask.Form is not null)
        {
            request.Content = new FormUrlEncodedContent(ask.Form);
        }

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date")
            .OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {string.Join(", ", header.Value)}");
        return (answer.StatusCode, string.Join('\n', headers), await answer.Content.ReadAsStringAsync(
            TestContext.Current.CancellationToken));
    }
}
