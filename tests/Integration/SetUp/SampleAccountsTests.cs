using CustomerListSchedules.Features.ManageUsers.Staff;
using CustomerListSchedules.Features.SetUp;
using CustomerListSchedules.Features.SetUp.SampleData;
using CustomerListSchedules.Infrastructure;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace CustomerListSchedules.Integration.SetUp;

public sealed class SampleAccountsTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;

    public SampleAccountsTests(TestApplication application) =>
        this.application = application.Setting("SampleData", "true").Setting("SampleData:Customers", "100")
            .Setting("SampleData:Password", "");

    [Fact]
    public async Task They_have_passwords_of_their_own_that_production_refuses_until_they_are_deactivated()
    {
        var known = await ListAsync(Environments.Development);
        Assert.Equal(SampleSignIns.All, known.Select(each => each.Account));
        Assert.Equal(known.Count, known.Select(each => each.Password).Distinct().Count());
        Assert.All(known, each => Assert.Matches("^([a-z2-9]{5}-){3}[a-z2-9]{5}$", each.Password));
        await application.SignInAsAsync(known[0].Account.Email, known[0].Password!);
        var file = Path.Combine(application.DataDirectory, "sample-sign-ins");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var refusal = await Assert.ThrowsAsync<CannotStartException>(() => ListAsync(Environments.Production));
        Assert.Contains("deactivate-sample-accounts", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(SampleSignIns.Administrator.Email, refusal.Message, StringComparison.Ordinal);

        Assert.Equal(0, await DeactivateSampleAccountsCommand.RunAsync(application.Services, TestContext.Current.CancellationToken));
        Assert.Empty(await ListAsync(Environments.Production));
        var client = application.Visitor();
        using var answer = await client.SubmitAsync(
            "/sign-in", new() { ["Email"] = known[0].Account.Email, ["Password"] = known[0].Password });
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(4, await connection.ExecuteScalarAsync<int>("select count(*) from audit where action = 'account.deactivated'"));

        // Nobody is left: the first administrator may be made.
        await client.PageAsync("/set-up");
    }

    private async Task<IReadOnlyList<KnownSignIn>> ListAsync(string environment)
    {
        var host = new Host(environment);
        var configuration = application.Services.GetRequiredService<IConfiguration>();
        return await new ListSampleSignInsHandler(application.Database.DataSource, new SamplePasswords(configuration, host), host)
            .Handle(new ListSampleSignIns(), TestContext.Current.CancellationToken);
    }

    private sealed class Host(string environment) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
