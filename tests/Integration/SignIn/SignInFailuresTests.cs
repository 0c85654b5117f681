using System.Net;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.SignIn;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NodaTime;

namespace CustomerListSchedules.Integration.SignIn;

/// <summary>Whoever guesses closes the door to themselves, and not to the person whose account it is.</summary>
public sealed class SignInFailuresTests : IClassFixture<TestApplication>
{
    private const string Wrong = "a wrong password";

    private readonly TestApplication application;

    public SignInFailuresTests(TestApplication application)
    {
        // What they are unless somebody sets them; and what the test before this one counted is forgotten.
        this.application = application.Setting("SignIn:PerAccount", "10").Setting("SignIn:PerAddress", "60");
        application.Pass(SignInFailures.ClosedFor);
    }

    [Fact]
    public async Task A_network_that_guesses_is_closed_for_the_account_and_others_are_not()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<SignInOutcome.Refused>(await TryAsync(user.Email!, Wrong, "192.0.2.1"));
        }

        Assert.IsType<SignInOutcome.Closed>(await TryAsync(user.Email!, TestApplication.Password, "192.0.2.1"));
        Assert.IsType<SignInOutcome.Done>(await TryAsync(user.Email!, TestApplication.Password, "192.0.2.2"));
        var other = await application.CreateUserAsync(null, Roles.CollectReport);
        Assert.IsType<SignInOutcome.Done>(await TryAsync(other.Email!, TestApplication.Password, "192.0.2.1"));

        application.Pass(SignInFailures.ClosedFor);
        Assert.IsType<SignInOutcome.Done>(await TryAsync(user.Email!, TestApplication.Password, "192.0.2.1"));
    }

    [Fact]
    public async Task All_addresses_of_a_subscriber_of_IPv6_are_one_network()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        for (var i = 1; i <= 5; i++)
        {
            await TryAsync(user.Email!, Wrong, $"2001:db8:0:1:{i}::{i}");
        }

        Assert.IsType<SignInOutcome.Closed>(await TryAsync(user.Email!, TestApplication.Password, "2001:db8:0:1:ffff::1"));
        Assert.IsType<SignInOutcome.Done>(await TryAsync(user.Email!, TestApplication.Password, "2001:db8:0:2::1"));
    }

    [Fact]
    public async Task Many_networks_close_an_account_to_strangers_and_never_to_a_browser_that_signed_in_before()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var known = await application.SignInAsAsync(user.Email!);
        await known.SubmitAsync("/sign-out");
        for (var i = 0; i < 40; i++)
        {
            await TryAsync(user.Email!, Wrong, $"192.0.2.{i}");
        }

        Assert.IsType<SignInOutcome.Closed>(await TryAsync(user.Email!, TestApplication.Password, "198.51.100.1"));
        var signedIn = await known.SubmitAsync("/sign-in", Typed(user.Email!, TestApplication.Password));
        Assert.Equal(HttpStatusCode.SeeOther, signedIn.StatusCode);
        Assert.Equal(10, await CountAsync("account.sign_in_failed", user));
        Assert.Equal(1, await CountAsync("account.locked", user));
        Assert.Equal(1, await CountAsync("account.sign_in_throttled", user));

        application.Pass(SignInFailures.ClosedFor);
        Assert.IsType<SignInOutcome.Done>(await TryAsync(user.Email!, TestApplication.Password, "198.51.100.1"));
    }

    [Fact]
    public async Task A_network_that_is_closed_cannot_close_the_account_to_other_strangers()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        for (var i = 0; i < 50; i++)
        {
            await TryAsync(user.Email!, Wrong, "192.0.2.1");
        }

        Assert.IsType<SignInOutcome.Done>(await TryAsync(user.Email!, TestApplication.Password, "192.0.2.2"));
    }

    [Fact]
    public async Task A_browser_is_known_for_those_who_signed_in_with_it_alone_and_has_a_count_of_its_own()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var other = await application.CreateUserAsync(null, Roles.CollectReport);
        var browser = new KnownBrowser(Guid.NewGuid(), [user.Id]);
        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<SignInOutcome.Refused>(await TryAsync(user.Email!, Wrong, "192.0.2.1", browser));
            Assert.IsType<SignInOutcome.Refused>(await TryAsync(other.Email!, Wrong, "192.0.2.1", browser));
        }

        Assert.IsType<SignInOutcome.Closed>(await TryAsync(user.Email!, TestApplication.Password, "192.0.2.1", browser));
        Assert.IsType<SignInOutcome.Closed>(await TryAsync(other.Email!, TestApplication.Password, "192.0.2.1"));
        Assert.IsType<SignInOutcome.Done>(await TryAsync(user.Email!, TestApplication.Password, "192.0.2.1"));
    }

    [Fact]
    public async Task A_cookie_that_was_made_up_makes_nobody_known()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var request = new DefaultHttpContext().Request;
        request.Headers.Cookie = $"customer-list-schedules-known={Guid.NewGuid()},{user.Id}";
        Assert.Null(application.Services.GetRequiredService<KnownBrowsers>().Read(request));
    }

    [Fact]
    public async Task An_address_without_an_account_is_closed_like_one_that_has_one()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var answers = new List<(HttpStatusCode, string)>();
        foreach (var email in new[] { user.Email!, "nobody.at.all@example.org" })
        {
            for (var i = 0; i < 6; i++)
            {
                // Capitals and blanks do not make it another address.
                var answer = await application.Visitor().SubmitAsync(
                    "/sign-in", Typed(i == 1 ? $" {email.ToUpperInvariant()} " : email, Wrong));
                answers.Add((answer.StatusCode, (await answer.DocumentAsync()).QuerySelector("[role=alert]")!.TextContent));
            }
        }

        Assert.Equal(answers[..6], answers[6..]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answers[4].Item1);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[5].Item1);
        Assert.Contains("Wait 15 minutes", answers[5].Item2, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_that_tries_many_accounts_is_closed_for_all_and_said_once()
    {
        for (var i = 0; i < 70; i++)
        {
            Assert.True(await TryAsync($"person{i}@spray.example", Wrong, "192.0.2.1") is SignInOutcome.Refused == i < 60);
        }

        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        Assert.IsType<SignInOutcome.Closed>(await TryAsync(user.Email!, TestApplication.Password, "192.0.2.1"));
        Assert.IsType<SignInOutcome.Done>(await TryAsync(user.Email!, TestApplication.Password, "192.0.2.2"));
        Assert.Equal(
            ["all accounts, to this network"],
            await application.ListAsync<string>(
                "select details->>'closed' from audit where action = 'account.sign_in_throttled' and who like '%@spray.example'"));
    }

    [Fact]
    public async Task Guesses_at_the_same_moment_all_count_and_right_passwords_do_not()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        for (var i = 0; i < 20; i++)
        {
            Assert.IsType<SignInOutcome.Done>(await TryAsync(user.Email!, TestApplication.Password, "192.0.2.1"));
        }

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TryAsync(user.Email!, Wrong, "192.0.2.1")));
        Assert.Equal(5, outcomes.Count(outcome => outcome is SignInOutcome.Refused));
        Assert.Equal(15, outcomes.Count(outcome => outcome is SignInOutcome.Closed));
    }

    [Fact]
    public async Task What_one_node_counts_holds_for_the_others()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var settings = new ConfigurationBuilder().Build();
        var nodes = Enumerable.Range(0, 2)
            .Select(_ => new SignInFailures(application.Database.DataSource, settings, application.Clock)).ToList();
        SignInAttempt? last = null;
        for (var i = 0; i < 6; i++)
        {
            last = await nodes[i % 2].CountAsync(user.NormalizedEmail!, null, "192.0.2.1", TestContext.Current.CancellationToken);
        }

        Assert.False(last!.IsOpen);
    }

    [Fact]
    public async Task Staff_who_set_a_password_open_the_account()
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        for (var i = 0; i < 6; i++)
        {
            await application.Visitor().SubmitAsync("/sign-in", Typed(partner.Email!, Wrong));
        }

        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        Assert.Contains("Many wrong passwords", (await staff.PageAsync("/users")).Body!.TextContent, StringComparison.Ordinal);
        await staff.SubmitAsync($"/users/{partner.Id}/change-password", new() { ["Password"] = "three blue kettles" });
        Assert.DoesNotContain("Many wrong passwords", (await staff.PageAsync("/users")).Body!.TextContent, StringComparison.Ordinal);
        await application.SignInAsAsync(partner.Email!, "three blue kettles");
    }

    [Fact]
    public async Task Failures_that_are_forgotten_are_deleted()
    {
        await TryAsync("nobody@example.org", Wrong, "192.0.2.1");
        application.Pass(SignInFailures.ClosedFor);
        await TryAsync("somebody@example.org", Wrong, "192.0.2.2");
        await application.SendAsync(new PurgeSignIns());
        Assert.Equal(3, await application.AskAsync<int>("select count(*)::int from sign_in_failures"));
    }

    [Fact]
    public async Task Only_so_many_passwords_are_checked_at_once_and_those_who_are_known_do_not_wait_behind_strangers()
    {
        // Slow and many enough that a check that begins late still begins before the last of them.
        var options = Options.Create(new PasswordHasherOptions { IterationCount = 200_000 });
        using var checks = new PasswordChecks(
            options, new ConfigurationBuilder().AddInMemoryCollection([new("SignIn:ChecksAtOnce", "1")]).Build());
        var hash = new PasswordHasher<User>(options).HashPassword(new User(), TestApplication.Password);
        var ended = new List<string>();
        var strangers = Enumerable.Range(0, 12).Select(_ => CheckAsync("stranger")).ToList();
        await CheckAsync("known");
        await Task.WhenAll(strangers);
        Assert.NotEqual("known", ended[^1]);

        async Task CheckAsync(string who)
        {
            await Task.Yield();
            var verified = await checks.VerifyAsync(hash, Wrong, who == "known", TestContext.Current.CancellationToken);
            Assert.Equal(PasswordVerificationResult.Failed, verified);
            lock (ended)
            {
                ended.Add(who);
            }
        }
    }

    private static Dictionary<string, string?> Typed(string email, string password) => new() { ["Email"] = email, ["Password"] = password };

    private Task<SignInOutcome> TryAsync(string email, string password, string address, KnownBrowser? browser = null) =>
        application.SendAsync(new SignInWithPassword(email, password, browser, new Actor(null, "nobody", address)));

    private Task<int> CountAsync(string action, User user) => application.AskAsync<int>(
        "select count(*)::int from audit where action = @action and subject_id = @id", new { action, id = user.Id.ToString() });
}
