using System.Globalization;
using CustomerListSchedules.Drills.Harness;
using CustomerListSchedules.Infrastructure.EmbeddedPostgres;

namespace CustomerListSchedules.Drills.Infrastructure;

/// <summary>The application as a process, with the PostgreSQL that it brings: every way to end leaves a start that works.</summary>
public sealed class EmbeddedLifetimeTests : IAsyncLifetime
{
    private readonly string directory = Path.Combine(Path.GetTempPath(), $"cls-lifetime-{Guid.NewGuid():N}");
    private ApplicationProcess application = null!;

    private string Data => Directory.GetDirectories(directory, "postgres-*").Single();

    private int? Postmaster => EmbeddedServer.ProcessIn(Data);

    public async ValueTask InitializeAsync() => application = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData(Posix.Terminate)]
    [InlineData(Posix.Interrupt)]
    public async Task A_signal_to_stop_ends_the_application_and_its_database(int signal)
    {
        await application.SignalAsync(signal);
        Assert.Equal(0, application.ExitCode);
        Assert.Null(Postmaster);
        Assert.Empty(Supervisors());
    }

    [Fact]
    public async Task Ctrl_C_in_a_terminal_reaches_the_whole_group_and_still_stops_in_order()
    {
        Posix.Signal(-application.ProcessId, Posix.Interrupt);
        await application.WaitForExitAsync();
        Assert.Equal(0, application.ExitCode);
        Assert.Null(Postmaster);
        Assert.DoesNotContain("terminating connection", application.Output, StringComparison.Ordinal);
        Assert.Contains(
            "database system is shut down",
            await File.ReadAllTextAsync(Path.Combine(Data, "server.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_application_is_killed_its_database_stops_and_the_next_start_works()
    {
        await application.KillAsync();
        await application.Until(() => Task.FromResult(Postmaster is null));
        await application.RestartAsync();
        Assert.NotNull(Postmaster);
    }

    [Fact]
    public async Task A_database_that_is_let_go_a_moment_after_the_end_of_its_application_is_stopped_too()
    {
        var use = EmbeddedFolders.For(directory, int.Parse(Path.GetFileName(Data)["postgres-".Length..], CultureInfo.InvariantCulture))
            .Use();
        await application.KillAsync();
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.NotNull(Postmaster);
        use.Dispose();
        await application.Until(() => Task.FromResult(Postmaster is null));
    }

    [Fact]
    public async Task A_start_right_after_a_kill_works()
    {
        for (var time = 0; time < 3; time++)
        {
            await application.KillAsync();
            await application.RestartAsync();
        }

        Assert.NotNull(Postmaster);
        Assert.Single(Supervisors());
    }

    [Fact]
    public async Task A_supervisor_that_was_killed_is_replaced()
    {
        var first = Assert.Single(Supervisors());
        Posix.Signal(first, Posix.Kill);
        await application.Until(() => Task.FromResult(Supervisors() is [var second] && second != first));

        await application.KillAsync();
        await application.Until(() => Task.FromResult(Postmaster is null));
    }

    [Fact]
    public async Task When_application_and_supervisor_are_killed_together_the_next_start_joins_the_database_and_stops_it_at_its_end()
    {
        var postmaster = Postmaster;
        Posix.Signal(-application.ProcessId, Posix.Kill);
        await application.WaitForExitAsync();
        Assert.Equal(postmaster, Postmaster);

        await application.RestartAsync();
        Assert.Equal(postmaster, Postmaster);
        await application.StopAsync();
        Assert.Null(Postmaster);
    }

    [Fact]
    public async Task When_the_postmaster_is_killed_the_application_starts_it_again_and_is_ready()
    {
        var first = Postmaster!.Value;
        Posix.Signal(first, Posix.Kill);
        using var client = new HttpClient { BaseAddress = application.Address };
        await application.Until(async () =>
        {
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode && Postmaster is { } second && second != first;
        });
    }

    [Fact]
    public async Task When_everything_is_killed_at_once_the_next_start_works()
    {
        var postmaster = Postmaster!.Value;
        Posix.Signal(-application.ProcessId, Posix.Kill);
        Posix.Signal(postmaster, Posix.Kill);
        await application.WaitForExitAsync();
        await application.RestartAsync();
        Assert.NotNull(Postmaster);
        Assert.NotEqual(postmaster, Postmaster);
    }

    [Fact]
    public async Task A_second_instance_on_the_same_data_shares_the_database_until_both_have_ended()
    {
        var postmaster = Postmaster;
        await using var second = await StartAsync();
        Assert.Equal(postmaster, Postmaster);

        await application.KillAsync();
        using var client = new HttpClient { BaseAddress = second.Address };
        await second.Until(() => Task.FromResult(Supervisors().Count == 1));
        Assert.Equal(
            "Healthy", await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.Equal(postmaster, Postmaster);

        await second.StopAsync();
        Assert.Null(Postmaster);
    }

    private Task<ApplicationProcess> StartAsync() =>
        ApplicationProcess.StartAsync(directory, "--SampleData=false", "--Scheduling:Enabled=false");

    private List<int> Supervisors() =>
    [
        .. Directory.GetDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), out _) && CommandLine(folder) is var command
                && command.Contains("supervise-postgres", StringComparison.Ordinal)
                && command.Contains(directory, StringComparison.Ordinal))
            .Select(folder => int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
