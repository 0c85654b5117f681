using CustomerListSchedules.Features.SetUp;
using CustomerListSchedules.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace CustomerListSchedules.Unit.SetUp;

public sealed class CheckConfigurationTests
{
    private static readonly Dictionary<string, string?> Right = new()
    {
        ["Data:Directory"] = ".data",
        ["Venue:BaseUrl"] = "https://lists.example.org",
        ["ConnectionStrings:Default"] = "Host=db;Username=lists;Password=hidden;Database=lists",
        ["Email:Host"] = "mail.example.org",
        ["Email:From"] = "lists@example.org",
    };

    [Fact]
    public void What_the_documentation_shows_for_production_is_right() => Check(Environments.Production, []);

    [Fact]
    public void Development_needs_nothing_but_what_appsettings_holds() =>
        CheckConfiguration.Check(
            Configuration(new() { ["Data:Directory"] = ".data", ["Email:From"] = "lists@localhost" }), new Host(Environments.Development));

    [Fact]
    public void Production_may_use_the_embedded_database_when_it_says_so() =>
        Check(Environments.Production, new() { ["ConnectionStrings:Default"] = null, ["Database:Embedded"] = "true" });

    [Theory]
    [InlineData("ConnectionStrings:Default", null)]
    [InlineData("ConnectionStrings:Default", "db.example.org/lists")]
    [InlineData("Data:Directory", " ")]
    [InlineData("Database:Embedded", "true")]
    [InlineData("Database:Embedded", "perhaps")]
    [InlineData("Database:Migrate", "no")]
    [InlineData("Database:Binaries", "/no/such/folder")]
    [InlineData("SampleData", "1")]
    [InlineData("SampleData", "true")]
    [InlineData("SampleData:Password", "three blue kettles")]
    [InlineData("SampleData:Customers", "0")]
    [InlineData("SampleData:Customers", "1000001")]
    [InlineData("Clock:Shift", "tomorrow")]
    [InlineData("Venue:TimeZone", "London")]
    [InlineData("Venue:BaseUrl", null)]
    [InlineData("Venue:BaseUrl", "lists.example.org")]
    [InlineData("Venue:BaseUrl", "ftp://lists.example.org")]
    [InlineData("Venue:BaseUrl", "https://lists.example.org/lists")]
    [InlineData("Venue:BaseUrl", "https://lists.example.org/?a=b")]
    [InlineData("Venue:BaseUrl", "https://user@lists.example.org/")]
    [InlineData("Venue:ContactEmail", "nobody")]
    [InlineData("Delivery:LinkDays", "0")]
    [InlineData("Delivery:LinkDays", "61")]
    [InlineData("Delivery:LinkDays", "7.5")]
    [InlineData("Delivery:LateLimitHours", "169")]
    [InlineData("Delivery:Workers", "-1")]
    [InlineData("Delivery:Senders", "many")]
    [InlineData("Delivery:LeaseSeconds", "60")]
    [InlineData("Delivery:StatementMinutes", "0")]
    [InlineData("Dotdigital:BaseUrl", "https://r1-api.dotdigital.com.example.org")]
    [InlineData("Dotdigital:BaseUrl", "http://r1-api.dotdigital.com")]
    [InlineData("Dotdigital:User", "somebody")]
    [InlineData("Email:Host", null)]
    [InlineData("Email:Port", "65536")]
    [InlineData("Email:Security", "SSL")]
    [InlineData("Email:StartTls", "perhaps")]
    [InlineData("Email:AnswerSeconds", "5")]
    [InlineData("Proxy:KnownNetworks", "10.0.0.0/33")]
    [InlineData("Proxy:KnownNetworks", "10.0.0.0/8, proxy")]
    public void A_wrong_value_is_refused_by_its_name(string name, string? value)
    {
        var refusal = Assert.Throws<CannotStartException>(() => Check(Environments.Production, new() { [name] = value }));
        Assert.Contains($"\n- {name} ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_and_no_secret()
    {
        var refusal = Assert.Throws<CannotStartException>(() => Check(
            Environments.Production,
            new()
            {
                ["ConnectionStrings:Default"] = "Password=hidden;Nonsense=1",
                ["Venue:TimeZone"] = "Nowhere",
                ["Delivery:LinkDays"] = "x",
            }));
        Assert.Equal(3, refusal.Message.Split("\n- ").Length - 1);
        Assert.DoesNotContain("hidden", refusal.Message, StringComparison.Ordinal);
    }

    private static void Check(string environment, Dictionary<string, string?> changes)
    {
        var settings = new Dictionary<string, string?>(Right);
        foreach (var (name, value) in changes)
        {
            settings[name] = value;
        }

        CheckConfiguration.Check(Configuration(settings), new Host(environment));
    }

    private static IConfiguration Configuration(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

    private sealed class Host(string environment) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
