using System.Globalization;
using System.Net;
using System.Text.Json;
using CustomerListSchedules.Drills.Harness;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Infrastructure.Web;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Fuzz;

/// <summary>
/// Random requests over all routes as everybody who might send them, to the application as in Production: none may be an error of it, each
/// answer has every header, and nothing that was typed may be in the log. <c>--requests N --seed N</c>.
/// </summary>
internal sealed class FuzzBenchmark : IBenchmark
{
    private const string Password = "copper lantern bridge";
    private const int ForgetEvery = 250;
    private const int MostShown = 60;

    private static readonly (string Email, string[] Roles)[] People =
        [
            ("administrator@fuzz.example", ["Administrator"]),
            ("staff@fuzz.example", ["Insights & Mailings"]),
            ("partner@fuzz.example", ["Collect Report"]),
            ("both@fuzz.example", ["Insights & Mailings", "Collect Report"]),
        ];

    private static readonly string[] LeftAlone = ["/sign-out", "/health/ready"];

    private readonly List<string> wrong = [];

    public string Verb => "fuzz";

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        var requests = arguments.Number("requests", 15_000);
        var seed = arguments.Number("seed", 11);
        await using var server = await BenchmarkServer.StartAsync(arguments);
        var database = await server.DatabaseAsync("fuzz", _ => Task.CompletedTask);
        var routes = await PrepareAsync(database, server.Scratch);
        await using var application = await ApplicationProcess.StartAsync(
            server.Scratch, "ASPNETCORE_ENVIRONMENT=Production", $"--ConnectionStrings:Default={database}",
            "--Venue:BaseUrl=http://localhost", $"--Keys:Directory={Path.Combine(server.Scratch, "keys")}", "--Email:Host=127.0.0.1",
            "--Email:Port=9",
            "--SignIn:PerAccount=1000000", "--SignIn:PerAddress=1000000");
        var random = new Random(seed);
        var made = new FuzzRequests(random);
        var answers = new SortedDictionary<int, int>();
        List<Visitor> visitors = [];
        for (var i = 0; i < requests; i++)
        {
            if (i % ForgetEvery == 0)
            {
                visitors.ForEach(visitor => visitor.Client.Dispose());
                visitors = await VisitorsAsync(application.Address, database);
            }

            var visitor = visitors[random.Next(visitors.Count)];
            var route = routes[random.Next(routes.Count)];
            var path = made.Path(route);
            var form = route.Method == "POST" && random.Next(2) == 0 ? await FormAsync(visitor, path) : [];
            using var request = made.Make(route, form, visitor.Token, path, out var said);
            try
            {
                using var answer = await visitor.Client.SendAsync(request);
                await answer.Content.ReadAsByteArrayAsync();
                answers[(int)answer.StatusCode] = answers.GetValueOrDefault((int)answer.StatusCode) + 1;
                Check(answer, $"{i} {visitor.Email}: {said}");
            }
            catch (HttpRequestException e)
            {
                wrong.Add($"{i} {visitor.Email}: {said}: {e.HttpRequestError}");
            }
        }

        visitors.ForEach(visitor => visitor.Client.Dispose());
        await application.StopAsync();
        CheckLog(application.Output);
        Figures.Line(
            $"{requests:N0} requests over {routes.Count} routes, seed {seed}: "
            + string.Join(", ", answers.Select(each => $"{each.Key} x{each.Value:N0}")),
            $"{wrong.Count} wrong", "");
        figures.Add("fuzz_requests", requests);
        figures.Add("fuzz_wrong", wrong.Count);
        if (wrong.Count > 0)
        {
            throw new InvalidOperationException(string.Join('\n', wrong.Take(MostShown)));
        }
    }

    private sealed record Visitor(string Email, HttpClient Client, string? Token);

    /// <summary>The sample venue, with accounts of ours in place of its own.</summary>
    private static async Task<IReadOnlyList<FuzzRoute>> PrepareAsync(string database, string scratch)
    {
        await using var application = await BenchmarkServer.ApplicationAsync(
            database, scratch, new() { ["SampleData"] = "true", ["SampleData:Customers"] = "300" });
        application.UseCustomerListSchedules();
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await connection.ExecuteAsync("update users set deactivated_at = now() where is_sample");
        return [.. (await FuzzRoute.AllAsync(application)).Where(route =>
            !route.Path.StartsWith("/sandbox", StringComparison.Ordinal) && !LeftAlone.Contains(route.Path))];
    }

    /// <summary>Everybody, as new: requests may have changed or deactivated an account.</summary>
    private static async Task<List<Visitor>> VisitorsAsync(Uri address, string database)
    {
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            var hash = new PasswordHasher<User>().HashPassword(new User(), Password);
            foreach (var (email, roles) in People)
            {
                await connection.ExecuteAsync(
                    """
                    insert into users (id, name, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash,
                      security_stamp, concurrency_stamp, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count,
                      must_change_password, created_at)
                    values (gen_random_uuid(), 'Fuzz', @email, upper(@email), @email, upper(@email), true, @hash, gen_random_uuid()::text,
                      gen_random_uuid()::text, false, false, true, 0, false, now())
                    on conflict (normalized_email) do update set password_hash = @hash, deactivated_at = null, must_change_password = false,
                      lockout_end = null, access_failed_count = 0;
                    delete from authenticators where user_id = (select id from users where email = @email);
                    insert into user_roles (user_id, role_id)
                    select u.id, r.id from users u, roles r where u.email = @email and r.name = any(@roles)
                    on conflict do nothing;
                    """,
                    new { email, hash, roles });
            }

            await connection.ExecuteAsync("update venue_settings set require_two_step = false, time_zone = 'Europe/London'");
        }

        var visitors = new List<Visitor>();
        foreach (var email in People.Select(person => person.Email).Append("nobody"))
        {
            var client = new HttpClient(new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                ConnectCallback = async (_, cancellationToken) =>
                {
                    var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                    await socket.ConnectAsync(IPAddress.Loopback, address.Port, cancellationToken);
                    return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
                },
            });
            client.BaseAddress = new Uri("http://localhost");
            var token = FuzzRequests.Token(await client.GetStringAsync("/sign-in"));
            if (email != "nobody")
            {
                using var form = new FormUrlEncodedContent(
                    [new("__RequestVerificationToken", token), new("Email", email), new("Password", Password)]);
                using var answer = await client.PostAsync("/sign-in", form);
                token = answer.StatusCode == HttpStatusCode.SeeOther
                    ? FuzzRequests.Token(await client.GetStringAsync("/account"))
                    : throw new InvalidOperationException($"{email} cannot sign in: {answer.StatusCode}");
            }

            visitors.Add(new Visitor(email, client, token));
        }

        return visitors;
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> FormAsync(Visitor visitor, string path)
    {
        var address = new Uri("http://localhost" + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var answer = await visitor.Client.GetAsync(address);
        return answer.StatusCode == HttpStatusCode.OK ? FuzzRequests.Fields(await answer.Content.ReadAsStringAsync()) : [];
    }

    private void Check(HttpResponseMessage answer, string said)
    {
        string? Header(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
        if (answer.StatusCode >= HttpStatusCode.InternalServerError)
        {
            wrong.Add($"{said}: {(int)answer.StatusCode}");
        }

        if (Header("Content-Security-Policy") != SecurityHeaders.ContentSecurityPolicy || Header("X-Content-Type-Options") != "nosniff"
            || Header("X-Frame-Options") != "DENY" || Header("Referrer-Policy") != "same-origin"
            || Header("Cross-Origin-Opener-Policy") != "same-origin" || Header("Permissions-Policy") is null || Header("Server") is not null
            || (answer.StatusCode >= HttpStatusCode.BadRequest && answer.Headers.CacheControl?.NoStore is not true))
        {
            wrong.Add($"{said}: {(int)answer.StatusCode} without all headers");
        }
    }

    private void CheckLog(string output)
    {
        foreach (var line in output.Split('\n').Where(line => line.StartsWith('{')))
        {
            var entry = JsonDocument.Parse(line).RootElement;
            if (line.Contains(FuzzRequests.Mark, StringComparison.OrdinalIgnoreCase)
                || line.Contains("fuzz.example", StringComparison.Ordinal))
            {
                wrong.Add($"typed, and in the log: {line}");
            }
            else if (entry.GetProperty("level").GetString() is "Error" or "Critical" && !IsAboutTheAccount(entry))
            {
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"logged: {entry.GetProperty("message")} {Error(entry)}"));
            }
        }
    }

    // There is no Dotdigital account here: a mailing that a request lets go on fails, and says so.
    private static bool IsAboutTheAccount(JsonElement entry) =>
        entry.GetProperty("message").GetString() is { } message
            && message.StartsWith("Mailing ", StringComparison.Ordinal) && message.EndsWith(": NotConfigured", StringComparison.Ordinal);

    private static string Error(JsonElement entry) => entry.TryGetProperty("error", out var error) ? error.GetString()! : "";
}
