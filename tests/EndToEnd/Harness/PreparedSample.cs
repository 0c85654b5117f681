using System.Diagnostics;
using CustomerListSchedules.EndToEnd.Harness;

[assembly: AssemblyFixture(typeof(PreparedSample))]

namespace CustomerListSchedules.EndToEnd.Harness;

/// <summary>
/// The data directory of an application that was started once with its sample data and stopped: journeys that need an application of their
/// own start on a copy, which is soon made.
/// </summary>
public sealed class PreparedSample : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("cls-sample-").FullName;
    private readonly Lazy<Task> made;

    public PreparedSample()
    {
        File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101); // PostgreSQL's account goes through it.
        made = new(async () => await (await ApplicationProcess.StartAsync(Original)).DisposeAsync());
    }

    private string Original => Path.Combine(directory, "original");

    public async Task<ApplicationProcess> StartAsync(params string[] settings)
    {
        var copy = Path.Combine(directory, Guid.NewGuid().ToString("N"));
        await CopyToAsync(copy);
        return await ApplicationProcess.StartOnAsync(copy, settings);
    }

    /// <summary>Copies it to a directory that is not there yet.</summary>
    public async Task CopyToAsync(string copy)
    {
        await made.Value;
        using var cp = Process.Start("cp", ["-a", Original, copy]);
        await cp.WaitForExitAsync();
        Assert.Equal(0, cp.ExitCode);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
