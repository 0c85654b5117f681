using System.Net;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.SignIn;
using Microsoft.Extensions.Configuration;

namespace CustomerListSchedules.Integration.SignIn;

public sealed class SignInThrottleTests(TestServer server)
{
    [Fact]
    public void An_account_has_ten_attempts_a_minute_from_wherever_they_come_and_others_are_not_slowed()
    {
        using var throttle = new SignInThrottle(new ConfigurationBuilder().Build());
        Assert.All(Enumerable.Range(0, 10), i => Assert.True(throttle.Allows("JO@EXAMPLE.ORG", $"192.0.2.{i}")));
        Assert.False(throttle.Allows("JO@EXAMPLE.ORG", "198.51.100.1"));
        Assert.True(throttle.Allows("KIM@EXAMPLE.ORG", "192.0.2.1"));
    }

    [Fact]
    public void A_network_address_has_sixty_attempts_a_minute_whatever_the_accounts_and_others_are_not_slowed()
    {
        using var throttle = new SignInThrottle(new ConfigurationBuilder().Build());
        Assert.All(Enumerable.Range(0, 60), i => Assert.True(throttle.Allows($"PERSON{i}@EXAMPLE.ORG", "192.0.2.1")));
        Assert.False(throttle.Allows("ONE.MORE@EXAMPLE.ORG", "192.0.2.1"));
        Assert.True(throttle.Allows("ONE.MORE@EXAMPLE.ORG", "192.0.2.2"));
    }

    [Fact]
    public void A_refusal_is_said_once_a_minute_of_an_account_and_of_a_network_address()
    {
        using var throttle = new SignInThrottle(new ConfigurationBuilder().Build());
        var ofAccount = Enumerable.Range(0, 30).Select(i => Said("JO@EXAMPLE.ORG", $"192.0.2.{i}")).ToList();
        var ofAddress = Enumerable.Range(0, 200).Select(i => Said($"PERSON{i}@EXAMPLE.ORG", "198.51.100.1")).ToList();

        Assert.Equal(["too many attempts for this account"], ofAccount.OfType<string>());
        Assert.Equal("too many attempts for this account", ofAccount[10]);
        Assert.Equal(["too many attempts from this network address"], ofAddress.OfType<string>());
        Assert.Equal("too many attempts from this network address", ofAddress[60]);

        string? Said(string account, string address)
        {
            throttle.Allows(account, address, out var entry);
            return entry;
        }
    }

    [Fact]
    public async Task Too_many_attempts_are_told_so_and_even_the_right_password_waits()
    {
        await using var application = new TestApplication(server);
        await ((IAsyncLifetime)application).InitializeAsync();
        application.Setting("SignIn:PerAccount", "3");
        var user = await application.CreateUserAsync("slow@example.org", Roles.InsightsAndMailings);
        var visitor = application.Visitor();
        for (var i = 0; i < 3; i++)
        {
            // Capitals and blanks do not make it another account.
            var wrong = await visitor.SubmitAsync(
                "/sign-in", new() { ["Email"] = i == 1 ? " SLOW@example.org " : user.Email, ["Password"] = "wrong password" });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        }

        var throttled = await visitor.SubmitAsync("/sign-in", new() { ["Email"] = user.Email, ["Password"] = TestApplication.Password });
        Assert.Equal(HttpStatusCode.TooManyRequests, throttled.StatusCode);
        Assert.Contains(
            "Wait a minute", (await throttled.DocumentAsync()).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        await application.SignInAsync(Roles.CollectReport);

        await visitor.SubmitAsync("/sign-in", new() { ["Email"] = user.Email, ["Password"] = TestApplication.Password });
        Assert.Equal(
            [(user.Email!, user.Id.ToString(), "too many attempts for this account")],
            await application.ListAsync<(string, string, string)>(
                "select who, subject_id, details->>'why' from audit where action = 'account.sign_in_throttled'"));
    }

    [Fact]
    public async Task The_second_step_is_slowed_too()
    {
        await using var application = new TestApplication(server);
        await ((IAsyncLifetime)application).InitializeAsync();
        application.Setting("SignIn:PerAccount", "3");
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var staff = await application.SignInAsAsync(user.Email!);
        var page = await staff.PageAsync("/account/two-step");
        var app = AuthenticatorApp.On(page);
        Assert.Equal(
            HttpStatusCode.OK, (await staff.SubmitAsync(page, "/account/two-step", new() { ["Code"] = app.Next(application) })).StatusCode);
        var visitor = application.Visitor();
        await visitor.SubmitAsync("/sign-in", new() { ["Email"] = user.Email, ["Password"] = TestApplication.Password });
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(
                HttpStatusCode.UnprocessableEntity, (await visitor.SubmitAsync("/sign-in/code", new() { ["Typed"] = "wrong" })).StatusCode);
        }

        Assert.Equal(
            HttpStatusCode.TooManyRequests,
            (await visitor.SubmitAsync("/sign-in/code", new() { ["Typed"] = app.Next(application) })).StatusCode);
        await visitor.SubmitAsync("/sign-in/code", new() { ["Typed"] = app.Next(application) });
        Assert.Equal(
            [(user.Email!, user.Id.ToString(), "true")],
            await application.ListAsync<(string, string, string)>(
                "select who, subject_id, details->>'secondStep' from audit where action = 'account.sign_in_throttled'"));
    }
}
