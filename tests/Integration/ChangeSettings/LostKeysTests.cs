using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerListSchedules.Integration.ChangeSettings;

public sealed class LostKeysTests(TestApplication application) : IClassFixture<TestApplication>
{
    private const string Words = "The protection keys are not those";

    [Fact]
    public async Task Administrators_alone_are_told_of_lost_keys_until_one_carries_on_with_the_new()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        Assert.DoesNotContain(Words, (await administrator.PageAsync("/settings")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Empty((await administrator.PageAsync("/settings/keys")).QuerySelectorAll("main form"));

        await LoseKeysAsync();
        Assert.Contains(Words, (await administrator.PageAsync("/settings")).Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(Words, (await staff.PageAsync("/schedules")).Body!.TextContent, StringComparison.Ordinal);

        await administrator.SubmitAsync("/settings/keys");
        Assert.DoesNotContain(Words, (await administrator.PageAsync("/settings")).Body!.TextContent, StringComparison.Ordinal);
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("select count(*) from audit where action = 'keys.accepted'"));
    }

    /// <summary>What a database holds whose keys are elsewhere: a canary made with other keys.</summary>
    private async Task LoseKeysAsync()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(application.DataDirectory, "other-keys"));
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDataProtection().PersistKeysToFileSystem(elsewhere);
        services.AddSingleton(application.Database.DataSource);
        services.AddSingleton<KeyHealth>();
        await using var other = services.BuildServiceProvider();
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await other.GetRequiredService<KeyHealth>().AcceptPresentKeysAsync(connection, TestContext.Current.CancellationToken);
    }
}
