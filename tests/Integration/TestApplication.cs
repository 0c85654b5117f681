using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Integration.Infrastructure.Dotdigital;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace CustomerListSchedules.Integration;

/// <summary>
/// The application on a database of its own: <c>IClassFixture&lt;TestApplication&gt;</c>. Sample data and background jobs are
/// off; <see cref="Setting"/> changes that before the first use.
/// </summary>
public sealed class TestApplication(TestServer server) : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string Password = "correct horse battery";

    private readonly string directory = Path.Combine(Path.GetTempPath(), $"cls-application-{Guid.NewGuid():N}");
    private int accounts;
    private CapturedLog? log;

    private readonly Dictionary<string, string> settings = new()
    {
        ["SampleData"] = "false",
        ["SampleData:Password"] = Password,
        ["Venue:BaseUrl"] = "http://localhost",
        ["Scheduling:Enabled"] = "false",
        ["SignIn:PerAccount"] = "10000",
        ["SignIn:PerAddress"] = "10000",
        ["Logging:LogLevel:Default"] = "Warning",
    };

    public TestDatabase Database { get; } = new(server);

    /// <summary>The application's data directory (keys, set-up token, mail that is not sent).</summary>
    public string DataDirectory => directory;

    public DatabaseClock Clock => Services.GetRequiredService<DatabaseClock>();

    /// <summary>Makes it this instant now: for the application, and for <c>now()</c> in a test's SQL.</summary>
    public void SetClock(Instant now) => Pass(now - Clock.GetCurrentInstant());

    /// <inheritdoc cref="SetClock"/>
    public void Pass(Duration time)
    {
        Clock.Shift += time.ToTimeSpan();
        Database.Shift(Clock.Shift);
    }

    /// <summary>Makes it the same time on another node.</summary>
    public void GiveTimeTo(IServiceProvider node) => node.GetRequiredService<DatabaseClock>().Shift = Clock.Shift;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await Database.InitializeAsync();
        Directory.CreateDirectory(directory);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Sets a configuration value; before the application is first used.</summary>
    public TestApplication Setting(string name, string value)
    {
        settings[name] = value;
        return this;
    }

    /// <summary>Keeps whatever is logged, at every level; before the application is first used.</summary>
    internal TestApplication LogTo(CapturedLog kept)
    {
        log = kept;
        return this;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:Default", Database.ConnectionString);
        builder.UseSetting("Data:Directory", directory);
        builder.UseSetting("Keys:Directory", Path.Combine(directory, "keys"));
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name, value);
        }

        if (log is not null)
        {
            builder.ConfigureLogging(logging => logging.AddProvider(log).AddFilter<CapturedLog>(null, LogLevel.Trace));
        }

        builder.ConfigureTestServices(services => services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1_000));
    }

    /// <summary>A visitor who is not signed in; redirects are not followed.</summary>
    public HttpClient Visitor() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    /// <summary>A visitor signed in with a new account of these roles.</summary>
    public async Task<HttpClient> SignInAsync(params string[] roles)
    {
        var user = await CreateUserAsync(null, roles);
        return await SignInAsAsync(user.Email!);
    }

    public async Task<HttpClient> SignInAsAsync(string email, string password = Password)
    {
        var client = Visitor();
        var answer = await client.SubmitAsync("/sign-in", new() { ["Email"] = email, ["Password"] = password });
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return client;
    }

    /// <summary>An account with <see cref="Password"/>; without an address it gets one of its own.</summary>
    public async Task<User> CreateUserAsync(string? email = null, params string[] roles)
    {
        email ??= $"person{Interlocked.Increment(ref accounts)}@example.org";
        await using var scope = Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = new User
        {
            Id = Guid.CreateVersion7(), Name = email[..email.IndexOf('@')], Email = email, UserName = email,
            EmailConfirmed = true, LockoutEnabled = true, CreatedAt = Clock.GetUtcNow(),
        };
        Check(await users.CreateAsync(user, Password));
        Check(await users.AddToRolesAsync(user, roles));
        return user;

        static void Check(IdentityResult result) =>
            Assert.True(result.Succeeded, string.Join(" ", result.Errors.Select(error => error.Description)));
    }
}

/// <summary>Pages and forms over plain HTTP, as a browser without scripts sees them.</summary>
internal static class Browsing
{
    public static async Task<IHtmlDocument> PageAsync(this HttpClient client, string url, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await client.GetAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.DocumentAsync();
    }

    public static async Task<IHtmlDocument> DocumentAsync(this HttpResponseMessage answer) =>
        await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    /// <summary>Opens a page, fills in its form and submits it: hidden fields and the antiforgery token go along as they stand.</summary>
    /// <param name="client">The visitor.</param>
    /// <param name="url">The page.</param>
    /// <param name="values">What is typed, by field name; null leaves the field out.</param>
    /// <param name="form">The form's selector; the main content's first one that posts.</param>
    /// <param name="htmx">Whether htmx sends it.</param>
    public static async Task<HttpResponseMessage> SubmitAsync(
        this HttpClient client, string url, Dictionary<string, string?>? values = null, string form = "main form[method=post]",
        bool htmx = false)
    {
        var page = await client.PageAsync(url);
        return await client.SubmitAsync(page, url, values, form, htmx);
    }

    /// <summary>Submits a form of a page that is open.</summary>
    public static async Task<HttpResponseMessage> SubmitAsync(
        this HttpClient client, IHtmlDocument page, string url, Dictionary<string, string?>? values = null,
        string form = "main form[method=post]", bool htmx = false)
    {
        var element = page.QuerySelector(form) as IHtmlFormElement ?? throw new InvalidOperationException($"{url} has no {form}.");
        var fields = Fields(element).Where(field => values?.ContainsKey(field.Key) is not true).ToList();
        fields.AddRange((values
            ?? []).Where(value => value.Value is not null).Select(value => KeyValuePair.Create(value.Key, value.Value!)));
        using var content = new FormUrlEncodedContent(fields);
        using var request = new HttpRequestMessage(HttpMethod.Post, element.GetAttribute("action") ?? url) { Content = content };
        if (htmx)
        {
            request.Headers.Add("HX-Request", "true");
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(IHtmlFormElement form)
    {
        foreach (var element in form.Elements.Where(element => element.GetAttribute("name") is { Length: > 0 }
            && !element.HasAttribute("disabled")))
        {
            var name = element.GetAttribute("name")!;
            switch (element)
            {
                case IHtmlInputElement { Type: "checkbox" or "radio" } box when box.IsChecked:
                    yield return KeyValuePair.Create(name, box.Value);
                    break;
                case IHtmlInputElement { Type: not ("checkbox" or "radio" or "submit" or "button" or "file") } input:
                    yield return KeyValuePair.Create(name, input.Value);
                    break;
                case IHtmlSelectElement select:
                    foreach (var option in select.Options.Where(option => option.IsSelected))
                    {
                        yield return KeyValuePair.Create(name, option.Value);
                    }

                    break;
                case IHtmlTextAreaElement area:
                    yield return KeyValuePair.Create(name, area.Value);
                    break;
            }
        }
    }
}
